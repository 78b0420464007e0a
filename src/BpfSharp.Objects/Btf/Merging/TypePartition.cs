// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Objects.Btf.Merging;

/// <summary>Which nodes of a labelled graph cannot be told apart by any walk along its ordered edges: the coarsest stable partition.</summary>
/// <remarks>
/// Classes begin as the labels and are split until the nodes of each have the same label and, edge by edge, targets in the same classes. That is
/// equality of types that may refer to themselves: it needs neither an order of types nor a guess about loops. Only nodes whose targets changed
/// class are looked at again, and of the parts of a split class the largest keeps its name, so a node is renamed O(log n) times and the whole takes
/// O(edges · log nodes). Source: Hopcroft 1971; Paige and Tarjan 1987, for relations that are functions of the edge's place.
/// </remarks>
internal sealed class TypePartition
{
    private readonly int[] edgeStarts;
    private readonly int[] edges;
    private readonly int[] usersStarts;
    private readonly int[] users;

    // The nodes ordered by class; each class is a range of them.
    private readonly int[] order;
    private readonly int[] places;
    private readonly int[] classes;
    private readonly List<(int Start, int Length)> ranges = [];
    private readonly ByTargets comparer;

    /// <param name="labels">A number per node; nodes of different labels are never equal.</param>
    /// <param name="edgeStarts">Per node, and one past the last, where its targets begin in <paramref name="edges"/>.</param>
    private TypePartition(int[] labels, int[] edgeStarts, int[] edges)
    {
        this.edgeStarts = edgeStarts;
        this.edges = edges;
        order = [.. Enumerable.Range(0, labels.Length)];
        places = new int[labels.Length];
        classes = new int[labels.Length];
        comparer = new ByTargets(this);
        (usersStarts, users) = Reverse();
        SortByLabel(labels);
    }

    /// <summary>A class number per node.</summary>
    public static int[] Classify(int[] labels, int[] edgeStarts, int[] edges)
    {
        var partition = new TypePartition(labels, edgeStarts, edges);
        partition.Refine();
        return partition.classes;
    }

    private (int[] Starts, int[] Users) Reverse()
    {
        var starts = new int[places.Length + 1];
        foreach (var target in edges)
        {
            starts[target + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var next = starts.AsSpan(0, places.Length).ToArray();
        var result = new int[edges.Length];
        for (var node = 0; node < places.Length; node++)
        {
            foreach (var target in TargetsOf(node))
            {
                result[next[target]++] = node;
            }
        }

        return (starts, result);
    }

    private void SortByLabel(int[] labels)
    {
        Array.Sort((int[])labels.Clone(), order);
        for (var i = 0; i < order.Length; i++)
        {
            if (i == 0 || labels[order[i]] != labels[order[i - 1]])
            {
                ranges.Add((i, 0));
            }

            var range = ranges[^1];
            ranges[^1] = range with { Length = range.Length + 1 };
            classes[order[i]] = ranges.Count - 1;
            places[order[i]] = i;
        }
    }

    private void Refine()
    {
        var touched = Enumerable.Range(0, classes.Length).ToList();
        var seen = new int[classes.Length];
        for (var round = 1; touched.Count > 0; round++)
        {
            var renamed = new List<int>();
            foreach (var group in ByClass(touched))
            {
                Split(group, renamed);
            }

            touched.Clear();
            foreach (var node in renamed)
            {
                for (var i = usersStarts[node]; i < usersStarts[node + 1]; i++)
                {
                    if (seen[users[i]] != round)
                    {
                        seen[users[i]] = round;
                        touched.Add(users[i]);
                    }
                }
            }
        }
    }

    private List<List<int>> ByClass(List<int> nodes)
    {
        var groups = new Dictionary<int, List<int>>();
        foreach (var node in nodes)
        {
            if (ranges[classes[node]].Length > 1)
            {
                ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, classes[node], out _);
                (group ??= []).Add(node);
            }
        }

        // Classes are numbered as they are found, and names within a round must not depend on those given in it.
        return [.. groups.Values];
    }

    /// <summary>Parts the touched nodes of one class by the classes of their targets; the untouched ones of the class agree already.</summary>
    private void Split(List<int> touched, List<int> renamed)
    {
        var name = classes[touched[0]];
        var parts = new Dictionary<int, List<int>>(comparer);
        foreach (var node in touched)
        {
            ref var part = ref CollectionsMarshal.GetValueRefOrAddDefault(parts, node, out _);
            (part ??= []).Add(node);
        }

        var rest = ranges[name].Length - touched.Count;
        if (rest == 0 && parts.Count == 1)
        {
            return;
        }

        // Moved to the end of the range, the touched nodes leave the others together at its start.
        MoveToEnd(name, touched);
        var largest = parts.Values.MaxBy(p => p.Count)!;
        if (rest < largest.Count)
        {
            var (start, _) = ranges[name];
            var others = order.AsSpan(start, rest).ToArray();
            parts.Remove(largest[0]);
            parts.Values.ToList().ForEach(part => Rename(name, part, renamed));
            if (rest > 0)
            {
                Rename(name, [.. others], renamed);
            }
        }
        else
        {
            parts.Values.ToList().ForEach(part => Rename(name, part, renamed));
        }
    }

    /// <summary>Makes a class of some of the nodes of another one.</summary>
    private void Rename(int from, List<int> part, List<int> renamed)
    {
        MoveToEnd(from, part);
        var (start, length) = ranges[from];
        ranges[from] = (start, length - part.Count);
        ranges.Add((start + length - part.Count, part.Count));
        foreach (var node in part)
        {
            classes[node] = ranges.Count - 1;
        }

        renamed.AddRange(part);
    }

    private void MoveToEnd(int name, List<int> nodes)
    {
        var (start, length) = ranges[name];
        var last = start + length;
        foreach (var node in nodes)
        {
            // Places from the end on are given out; who stood there takes the node's.
            last--;
            var (place, other) = (places[node], order[last]);
            (order[place], order[last]) = (other, node);
            (places[other], places[node]) = (place, last);
        }
    }

    private ReadOnlySpan<int> TargetsOf(int node) => edges.AsSpan(edgeStarts[node], edgeStarts[node + 1] - edgeStarts[node]);

    /// <summary>Nodes are equal when their targets are in the same classes, edge by edge.</summary>
    private sealed class ByTargets(TypePartition owner) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y)
        {
            var left = owner.TargetsOf(x);
            var right = owner.TargetsOf(y);
            for (var i = 0; i < left.Length && left.Length == right.Length; i++)
            {
                if (owner.classes[left[i]] != owner.classes[right[i]])
                {
                    return false;
                }
            }

            return left.Length == right.Length;
        }

        public int GetHashCode(int node)
        {
            var hash = new HashCode();
            foreach (var target in owner.TargetsOf(node))
            {
                hash.Add(owner.classes[target]);
            }

            return hash.ToHashCode();
        }
    }
}
