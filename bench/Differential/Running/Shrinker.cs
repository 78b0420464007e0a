// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Differential.Generation;

namespace BpfSharp.Differential.Running;

/// <summary>Makes a failing program smaller for as long as it fails in the same way: leaves out statements, then puts simpler values for values.</summary>
internal sealed class Shrinker(TestProgram program, Func<TestProgram, bool> stillFails, TimeSpan limit)
{
    private static readonly Node Zero = Node.Literal("0");
    private static readonly Node One = Node.Literal("1");
    private readonly DateTime end = DateTime.UtcNow + limit;

    public void Run()
    {
        while (RemoveStatements(program.Root) | Simplify(program.Root))
        {
            // Each round makes room for the next.
        }
    }

    private bool RemoveStatements(Node node)
    {
        var changed = false;
        if (node.Kind == NodeKind.Sequence)
        {
            for (var size = Math.Max(1, node.Children.Count / 2); size > 0; size /= 2)
            {
                for (var at = node.Children.Count - size; at >= 0; at -= size)
                {
                    changed |= TryRemove(node.Children, at, size);
                    at = Math.Min(at, node.Children.Count);
                }
            }
        }

        foreach (var child in node.Children.ToArray())
        {
            changed |= RemoveStatements(child);
        }

        return changed;
    }

    private bool TryRemove(List<Node> list, int at, int size)
    {
        var removed = list.GetRange(at, size);
        if (removed.Exists(n => n.Kind != NodeKind.Statement))
        {
            return false;
        }

        list.RemoveRange(at, size);
        if (Fails())
        {
            return true;
        }

        list.InsertRange(at, removed);
        return false;
    }

    private bool Simplify(Node node)
    {
        var changed = false;
        for (var i = 0; i < node.Children.Count; i++)
        {
            var child = node.Children[i];
            foreach (var simpler in Simpler(child))
            {
                node.Children[i] = simpler;
                if (Fails())
                {
                    changed = true;
                    break;
                }

                node.Children[i] = child;
            }

            changed |= Simplify(node.Children[i]);
        }

        return changed;
    }

    /// <summary>What may stand for a node, the simplest first: for a value a constant or a part of it, for a statement the block inside it.</summary>
    private static IEnumerable<Node> Simpler(Node node) => node.Kind switch
    {
        NodeKind.Expression when node != Zero && node != One => new[] { Zero, One }.Concat(Parts(node, NodeKind.Expression)).Distinct(),
        NodeKind.Statement => node.Children.Where(c => c.Kind == NodeKind.Sequence),
        _ => [],
    };

    private static IEnumerable<Node> Parts(Node node, NodeKind kind) =>
        node.Children.SelectMany(c => c.Kind == kind ? [c] : c.Kind == NodeKind.Fixed ? Parts(c, kind) : []);

    private bool Fails() => DateTime.UtcNow < end && stillFails(program);
}
