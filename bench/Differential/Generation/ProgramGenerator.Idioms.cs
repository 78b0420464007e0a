// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>What C programmers write that expressions and statements put together at random seldom give.</summary>
internal sealed partial class ProgramGenerator
{
    private readonly List<(string Name, Scalar Type, int Length)> localArrays = [];
    private readonly List<(string Name, RecordShape Shape)> byValue = [];

    /// <summary>A function that takes and gives a record; BPF has no such calls, so it is always inlined.</summary>
    private void RecordFunction()
    {
        var shape = Pick(records);
        var name = Name("@h");
        Begin();
        scope.Add(Place.Named(Scalar.Long, "a0"));
        scope.AddRange(shape.Places("r."));
        mayReturn = false;
        var body = Node.Sequence(Statements(random.Next(1, 3)));
        mayReturn = true;
        Declare($"static inline __attribute__((always_inline)) {shape.TypeName} {name}({shape.TypeName} r, long a0)\n{{\n{body}return r;\n}}");
        byValue.Add((name, shape));
    }

    private Node Idiom() => random.Next(9) switch
    {
        0 => CheckedArithmetic(),
        1 => Walk(),
        2 => Pun(),
        3 => Chain(),
        4 => ThroughRecordPointer(),
        5 => ByValue(),
        6 => CountBits(),
        7 => CompareArrays(),
        _ => NestedExit(),
    };

    private Node Local(Func<Place, Node> use) => scope.FindAll(p => p.IsLocal) is { Count: > 0 } locals ? use(Pick(locals)) : Assignment();

    private Node CheckedArithmetic() => Local(target =>
    {
        var type = Pick(["int", "unsigned int", "long", "unsigned long"]);
        var operation = type.EndsWith("long", StringComparison.Ordinal) ? Pick(["add", "sub"]) : Pick(["add", "sub", "mul"]);
        var value = Writable().Make(Index);
        return Node.Statement(
            $"{{ {type} o; {target.Make(Index)} = __builtin_{operation}_overflow(({type}){Expression(2)}, ({type}){Expression(2)}, &o); {value} = o; }}");
    });

    private Node Walk()
    {
        if (localArrays.Count == 0)
        {
            return Assignment();
        }

        var (name, type, length) = Pick(localArrays);
        return Local(target => Chance(50)
            ? Node.Statement($"{{ {type.Name} *w = {name}; for (int n = 0; n < {length}; n++) {target.Make(Index)} {Pick(["+=", "^=", "="])} *w++; }}")
            : Node.Statement($"for ({type.Name} *w = {name}; w < {name} + {length}; w++) *w {Pick(["+=", "^=", "="])} {Expression(1)};"));
    }

    /// <summary>A part of a value through a pointer of another type.</summary>
    private Node Pun() => Local(place => place.Type.Bits < 64 || place.Type.IsBool
        ? Assignment()
        : Node.Statement($"(({Pick(["unsigned int", "short", "unsigned char", "int"])} *)&{place.Make(Index)})[{random.Next(2)}] {Pick(["=", "+=", "^="])} {Expression(2)};"));

    private Node Chain() => Local(first => Local(second => Node.Statement($"{first.Make(Index)} = {second.Make(Index)} = {Expression(2)};")));

    private Node ThroughRecordPointer()
    {
        var pairs = localRecords.FindAll(a => localRecords.Exists(b => a.Shape == b.Shape && a.Name != b.Name));
        if (pairs.Count == 0)
        {
            return Step();
        }

        var one = Pick(pairs);
        var other = localRecords.First(r => r.Shape == one.Shape && r.Name != one.Name);
        var field = Pick(one.Shape.Fields);
        var text = field.Length > 0 ? Node.Fixed($"w->{field.Name}[({Index()}) & {field.Length - 1}]") : Node.Text($"w->{field.Name}");
        return Node.Statement($"{{ {one.Shape.TypeName} *w = {Expression(1)} ? &{one.Name} : &{other.Name}; {text} {Pick(["=", "+=", "|="])} {Expression(2)}; }}");
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

    private Node CountBits() => Local(target => Node.Statement($"{target.Make(Index)} {Pick(["=", "+="])} {(random.Next(4) switch
    {
        0 => Node.Expression($"__builtin_popcountll({Expression(2)})"),
        1 => Node.Expression($"__builtin_popcount({Expression(2)})"),
        2 => Node.Expression($"__builtin_ctzll({Expression(2)} | 0x10000)"),
        _ => Node.Expression($"__builtin_clz((unsigned int){Expression(2)} | 1)"),
    })};"));

    private Node CompareArrays()
    {
        if (localArrays.Count == 0)
        {
            return Assignment();
        }

        var (name, type, length) = Pick(localArrays);
        var bytes = length * type.Bits / 8;
        return Local(target => Node.Statement(
            $"{{ {type.Name} w[{length}]; __builtin_memcpy(w, {name}, {bytes}); {name}[{random.Next(length)}] = {Expression(1)}; {target.Make(Index)} = __builtin_memcmp(w, {name}, {bytes}) {Pick(["==", "!="])} 0; }}"));
    }

    private Node NestedExit()
    {
        if (loops > 0)
        {
            return Step();
        }

        var (label, outer, inner) = (Name("l"), Name("i"), Name("i"));
        loops += 2;
        var body = Simple();
        loops -= 2;
        return Node.Statement(
            $"{{ for (int {outer} = 0; {outer} < {random.Next(1, 4)}; {outer}++) for (int {inner} = 0; {inner} < 3; {inner}++) {{\nif ({Expression(2)}) goto {label};\n{body}}}\n{label}: ; }}");
    }
}
