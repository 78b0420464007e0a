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

    private Node Statement() => random.Next(depth > 2 ? 9 : 21) switch
    {
        < 4 => Assignment(),
        4 => CompoundAssignment(),
        5 => Step(),
        6 => Call(),
        7 => RecordCopy(),
        8 => Chance(50) ? Assignment() : AtomicAdd(),
        9 or 10 or 11 => loops == 0 || Chance(40) ? If() : Assignment(),
        12 or 13 => loops < 2 ? Loop() : Assignment(),
        14 => Switch(),
        15 => Goto(),
        16 or 17 or 18 or 19 => Idiom(),
        _ => Chance(80) || !mayReturn ? Assignment() : Node.Statement($"if ({Expression(2)}) return {Expression(1)};"),
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

    private Node AtomicAdd()
    {
        var targets = globals.FindAll(p => p.Type.Bits == 64 && p.FieldBits == 0 && !p.IsReadOnly);
        return targets.Count == 0 ? Assignment() : Node.Statement($"__sync_fetch_and_add(&{Pick(targets).Make(Index)}, {Expression(2)});");
    }

    /// <summary>The target is a local without aliases, so it does not matter when it is evaluated.</summary>
    private Node Call()
    {
        var targets = scope.FindAll(p => p.IsLocal);
        if (functions.Count == 0 || targets.Count == 0)
        {
            return Assignment();
        }

        var function = Pick(functions);
        var arguments = new List<Node>();
        for (var i = 0; i < function.Scalars; i++)
        {
            arguments.Add(Node.Fixed($"{(i > 0 ? ", " : "")}{Expression(2)}"));
        }

        if (function.Record is { } shape)
        {
            var records = VisibleRecords().FindAll(r => r.Shape == shape);
            if (records.Count == 0)
            {
                return Assignment();
            }

            arguments.Add(Text((function.Scalars > 0 ? ", &" : "&") + Pick(records).Name));
        }

        return Node.Statement($"{Pick(targets).Make(Index)} = {function.Name}({Node.Sequence(arguments)});");
    }

    private List<(string Name, RecordShape Shape)> VisibleRecords() => [.. globalRecords, .. localRecords];

    private Node RecordCopy()
    {
        var records = VisibleRecords();
        if (records.Count == 0)
        {
            return Step();
        }

        var target = Pick(records);
        var same = records.FindAll(r => r.Shape == target.Shape && r.Name != target.Name);
        if (same.Count == 0)
        {
            return Node.Statement($"__builtin_memset(&{target.Name}, {(target.Shape.HasBool ? Text("0") : Node.Literal(Number()))}, sizeof({target.Name}));");
        }

        var source = Pick(same).Name;
        return Chance(50) ? Node.Statement($"{target.Name} = {source};") : Node.Statement($"__builtin_memcpy(&{target.Name}, &{source}, sizeof({source}));");
    }
}
