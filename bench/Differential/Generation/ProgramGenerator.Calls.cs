// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

internal sealed partial class ProgramGenerator
{
    /// <summary>The target is a local without aliases, so it does not matter when it is evaluated.</summary>
    private Node Call()
    {
        var targets = scope.FindAll(p => p.IsLocal);
        var callable = functions.FindAll(f => (pinned == 0 || !f.UpdatesMaps) && branches + (repeats * f.Branches) <= BranchLimit * 2);
        if (callable.Count == 0 || targets.Count == 0)
        {
            return Assignment();
        }

        var function = Pick(callable);
        if (!TryArguments(function, out var arguments))
        {
            return Assignment();
        }

        branches += repeats * function.Branches;
        NoteUpdates(function.UpdatesMaps);
        return Node.Statement($"{Pick(targets).Make(Index)} = {function.Name}({Node.Sequence(arguments)});");
    }

    private bool TryArguments(FunctionShape function, out List<Node> arguments)
    {
        arguments = [];
        for (var i = 0; i < function.Scalars; i++)
        {
            arguments.Add(Node.Fixed($"{(i > 0 ? ", " : "")}{Expression(2)}"));
        }

        var separator = function.Scalars > 0 ? ", &" : "&";
        if (function.Record is { } shape)
        {
            var records = VisibleRecords().FindAll(r => r.Shape == shape);
            if (records.Count == 0)
            {
                return false;
            }

            arguments.Add(Text(separator + Pick(records).Name));
        }

        if (function.Pointed is { } type)
        {
            var places = scope.FindAll(p => p.HasAddress && !p.IsReadOnly && p.Type == type);
            if (places.Count == 0)
            {
                return false;
            }

            arguments.Add(Node.Fixed($"{separator}{Pick(places).Make(FixedIndex)}"));
        }

        return true;
    }

    private void NoteUpdates(bool updates)
    {
        if (updates && current is not null)
        {
            current.UpdatesMaps = true;
        }
    }

    /// <summary>A function that takes and gives a record; BPF has no such calls, so it is always inlined.</summary>
    private void RecordFunction()
    {
        var shape = Pick(records);
        var name = Name("@h");
        Begin();
        scope.Add(Place.Named(Scalar.Long, "a0"));
        scope.AddRange(shape.Places("r."));
        mayReturn = false;
        pinned++;
        var body = Node.Sequence(Statements(random.Next(1, 3)));
        pinned--;
        mayReturn = true;
        Declare($"static INLINE {shape.TypeName} {name}({shape.TypeName} r, long a0)\n{{\n{body}return r;\n}}");
        byValue.Add((name, shape));
    }

    private Node ByValue()
    {
        var pairs = byValue.SelectMany(f => localRecords.Where(r => r.Shape == f.Shape).Select(r => (f.Name, Record: r.Name))).ToList();
        if (pairs.Count == 0)
        {
            return Step();
        }

        var (function, record) = Pick(pairs);
        return Node.Statement($"{record} = {function}({record}, {Expression(2)});");
    }

    /// <summary>bpf_loop with a callback of its own, which reaches globals and what its context points to.</summary>
    private Node CallbackLoop()
    {
        if (loops > 0 || !isEntry)
        {
            return Assignment();
        }

        var (callback, type) = CallbackOf("unsigned int i", Place.Named(Scalar.UnsignedInt, "i") with { IsReadOnly = true });
        var times = Chance(50) ? Text(random.Next(6).ToString(System.Globalization.CultureInfo.InvariantCulture)) : Node.Fixed($"(({Expression(2)}) & 7)");
        return OverScalar(type, context => Node.Statement($"bpf_loop({times}, {callback}, {context}, 0);"));
    }

    private Node CallbackForEach()
    {
        var arrays = maps.FindAll(m => m.Kind == MapShape.Array && m.Record is null);
        if (loops > 0 || !isEntry || arrays.Count == 0)
        {
            return Assignment();
        }

        var map = Pick(arrays);
        var (callback, type) = CallbackOf(
            $"void *m, const unsigned int *i, {map.Value.Name} *e",
            Place.Named(map.Value, "(*e)"),
            Place.Named(Scalar.UnsignedInt, "(*i)") with { IsReadOnly = true });
        return OverScalar(type, context => Node.Statement($"bpf_for_each_map_elem(&{map.Name}, {callback}, {context}, 0);"));
    }

    private (string Name, Scalar Context) CallbackOf(string parameters, params Place[] places)
    {
        var type = Pick(Scalar.Integers);
        var name = Name("@c");
        var (outerScope, outerCounters, outerRecords, outerArrays) = (scope, counters.ToList(), localRecords.ToList(), localArrays.ToList());
        var (outerFrame, wasEntry, outerBranches) = (frame, isEntry, branches);
        Begin();
        (isEntry, loops, mayReturn, branches) = (false, 1, false, BranchLimit / 2);
        pinned++;
        scope.AddRange(places);
        scope.Add(Place.Named(type, "(*ap)"));
        var body = Node.Sequence([LocalScalar(), .. Statements(random.Next(1, 4))]);
        var result = Chance(50) ? Node.Literal("0") : Node.Fixed($"({Expression(2)}) != 0");
        Declare($"static long {name}({parameters}, {type.Name} *ap)\n{{\n{body}return {result};\n}}");
        pinned--;
        (scope, frame, isEntry, loops, mayReturn, branches) = (outerScope, outerFrame, wasEntry, 0, true, outerBranches);
        Restore(counters, outerCounters);
        Restore(localRecords, outerRecords);
        Restore(localArrays, outerArrays);
        return (name, type);
    }

    private static void Restore<T>(List<T> list, List<T> saved)
    {
        list.Clear();
        list.AddRange(saved);
    }

    /// <summary>A statement that hands a local's address to something, and a use of what was made of it.</summary>
    private Node OverScalar(Scalar type, Func<Node, Node> use)
    {
        var name = Name("v");
        return Local(target => Node.Statement($"{{ {type.Name} {name} = {Expression(2)};\n{use(Text("&" + name))}\n{target.Make(Index)} = {name}; }}"));
    }
}
