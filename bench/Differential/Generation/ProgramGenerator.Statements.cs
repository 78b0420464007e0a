// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

internal sealed partial class ProgramGenerator
{
    private int depth;
    private bool mayReturn = true;

    private List<Node> Statements(int count)
    {
        var list = new List<Node>();
        for (var i = 0; i < count; i++)
        {
            list.Add(Statement());
        }

        return list;
    }

    private Node Statement() => random.Next(depth > 2 ? 9 : 25) switch
    {
        < 4 => Assignment(),
        4 => CompoundAssignment(),
        5 => Step(),
        6 => Call(),
        7 => RecordCopy(),
        8 => Chance(50) ? Assignment() : Atomic(),
        9 or 10 or 11 => MayBranch() ? If() : Assignment(),
        12 or 13 => loops < 2 ? Loop() : Assignment(),
        14 => MayBranch(3) ? Switch() : Assignment(),
        15 => MayBranch() ? Goto() : Assignment(),
        (>= 16) and (<= 23) => Idiom(),
        _ => Chance(80) || !mayReturn || !MayBranch() ? Assignment() : Node.Statement($"if ({Expression(2)}) return {Expression(1)};"),
    };

    /// <summary>A block with locals of its own perhaps; they are out of scope behind it.</summary>
    private Node Block()
    {
        depth++;
        var outer = scope.Count;
        var list = new List<Node>();
        if (Chance(25))
        {
            list.Add(LocalScalar());
        }

        list.AddRange(Statements(random.Next(1, 4)));
        scope.RemoveRange(outer, scope.Count - outer);
        depth--;
        return Node.Sequence(list);
    }

    private Place Writable()
    {
        while (true)
        {
            var place = Pick(scope);
            if (!place.IsReadOnly)
            {
                return place;
            }
        }
    }

    private Node Assignment()
    {
        var value = Expression(3);
        if (counters.Count > 0 && Chance(15))
        {
            value = Node.Expression($"({value} {Pick(Arithmetic)} {Pick(counters)}{Pick(["++", "--"])})");
        }

        return Node.Statement($"{Writable().Make(Index)} = {value};");
    }

    private Node CompoundAssignment()
    {
        var place = Writable();
        var target = place.Make(Index);
        if (Chance(25))
        {
            // The left side is promoted: at least 32 bits wide.
            return Node.Statement($"{target} {Pick(["<<=", ">>="])} ({Expression(2)} & {(place.FieldBits > 0 ? 15 : place.Type.Bits == 64 ? 63 : 31)});");
        }

        return Node.Statement($"{target} {Pick(["+=", "-=", "*=", "&=", "|=", "^="])} {Expression(2)};");
    }

    private Node Step()
    {
        var target = Writable().Make(Index);
        return Chance(50) ? Node.Statement($"{target}{Pick(["++", "--"])};") : Node.Statement($"{Pick(["++", "--"])}{target};");
    }
}
