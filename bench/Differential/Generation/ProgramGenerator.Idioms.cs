// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>What C programmers write that expressions and statements put together at random seldom give.</summary>
internal sealed partial class ProgramGenerator
{
    private readonly List<(string Name, Scalar Type, int Length)> localArrays = [];
    private readonly List<(string Name, RecordShape Shape)> byValue = [];

    private Node Idiom() => random.Next(26) switch
    {
        0 => CheckedArithmetic(),
        1 => Walk(),
        2 => Pun(),
        3 => Chain(),
        4 => ThroughRecordPointer(),
        5 => ByValue(),
        6 => CountBits(),
        7 => CompareArrays(),
        8 => NestedExit(),
        9 => MoveBytes(),
        10 => PointerDifference(),
        11 => PointerInRecord(),
        12 => ProbeRead(),
        13 => StateMachine(),
        14 or 15 => Atomic(),
        16 => CallbackLoop(),
        17 => CallbackForEach(),
        18 or 19 or 20 => PacketStatement(),
        _ => MapStatement(),
    };

    private Node Local(Func<Place, Node> use) => scope.FindAll(p => p.IsLocal) is { Count: > 0 } locals ? use(Pick(locals)) : Assignment();

    // clang calls a library function that is not there.
    private const int NoClang = 5;

    private Node CheckedArithmetic() => Local(target =>
    {
        var type = Pick(["int", "unsigned int", "long", "unsigned long"]);
        var operation = type.EndsWith("long", StringComparison.Ordinal) ? Pick(["add", "add", "sub", "mul"]) : Pick(["add", "sub", "mul"]);
        if (operation == "mul" && type.EndsWith("long", StringComparison.Ordinal))
        {
            clangLevel = NoClang;
        }

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
        var pairs = localRecords.FindAll(a => localRecords.Exists(b => a.Shape == b.Shape && a.Name != b.Name) && a.Shape.Named.Any(f => f.Record is null));
        if (pairs.Count == 0)
        {
            return Step();
        }

        var one = Pick(pairs);
        var other = localRecords.First(r => r.Shape == one.Shape && r.Name != one.Name);
        var field = Pick([.. one.Shape.Named.Where(f => f.Record is null)]);
        var text = field.Length > 0 ? Node.Fixed($"w->{field.Name}[({Index()}) & {field.Length - 1}]") : Node.Text($"w->{field.Name}");
        return Node.Statement($"{{ {one.Shape.TypeName} *w = {Expression(1)} ? &{one.Name} : &{other.Name}; {text} {Pick(["=", "+=", "|="])} {Expression(2)}; }}");
    }

    private Node CountBits() => Local(target => Node.Statement($"{target.Make(Index)} {Pick(["=", "+="])} {(random.Next(8) switch
    {
        0 => Node.Expression($"__builtin_popcountll({Expression(2)})"),
        1 => Node.Expression($"__builtin_popcount({Expression(2)})"),
        2 => Node.Expression($"__builtin_ctzll({Expression(2)} | 0x10000)"),
        3 => Node.Expression($"__builtin_ctz({Expression(2)} | 0x40)"),
        4 => Node.Expression($"__builtin_clzll({Expression(2)} | 0x100)"),
        5 => Node.Expression($"__builtin_ffsll({Expression(2)})"),
        6 => Node.Expression($"__builtin_parity({Expression(2)})"),
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
        var body = Repeated(6, Simple);
        return Node.Statement(
            $"{{ for (int {outer} = 0; {outer} < {random.Next(1, 4)}; {outer}++) for (int {inner} = 0; {inner} < 3; {inner}++) {{\nif ({Expression(2)}) goto {label};\n{body}}}\n{label}: ; }}");
    }

    /// <summary>Overlapping moves and fills of parts of an array.</summary>
    private Node MoveBytes()
    {
        if (localArrays.Count == 0)
        {
            return Assignment();
        }

        var (name, type, length) = Pick(localArrays);
        var bytes = length * type.Bits / 8;
        var (from, to) = (random.Next(bytes), random.Next(bytes));
        var size = random.Next(1, bytes - Math.Max(from, to) + 1);
        return Chance(60)
            ? Node.Statement($"__builtin_memmove((char *){name} + {to}, (char *){name} + {from}, {size});")
            : Node.Statement($"__builtin_memset((char *){name} + {to}, {Expression(1)}, {size});");
    }

    private Node PointerDifference()
    {
        if (localArrays.Count == 0)
        {
            return Assignment();
        }

        var (name, type, length) = Pick(localArrays);
        return Local(target => Chance(50)
            ? Node.Statement($"{{ {type.Name} *w = {name} + (({Expression(1)}) & {length - 1}); {target.Make(Index)} = w - {name}; }}")
            : Node.Statement($"{{ {type.Name} *w = &{name}[({Expression(1)}) & {length - 1}], *x = &{name}[({Expression(1)}) & {length - 1}]; {target.Make(Index)} {Pick(["=", "+="])} (w {Pick(["<", "==", ">="])} x) + *w; }}"));
    }

    /// <summary>An address kept in memory and read back.</summary>
    private Node PointerInRecord()
    {
        var targets = scope.FindAll(p => p.HasAddress && !p.IsReadOnly);
        if (targets.Count == 0)
        {
            return Assignment();
        }

        var place = Pick(targets);
        var step = Chance(40) && loops == 0 ? Node.Fixed($"while (x.n-- & 3) *x.p {Pick(["+=", "^=", "*="])} {Expression(1)};") : Node.Fixed($"*x.p {Pick(["=", "-=", "|="])} x.n;");
        return Node.Statement($"{{ struct {{ unsigned int n; {place.Type.Name} *p; }} x = {{ {Expression(2)}, &{place.Make(Index)} }}; {step} }}");
    }

    private Node ProbeRead()
    {
        var sources = scope.FindAll(p => p.HasAddress && !p.Type.IsBool);
        if (sources.Count == 0)
        {
            return Assignment();
        }

        var source = Pick(sources);
        return Local(target => Node.Statement(
            $"{{ {source.Type.Name} x = 0; {target.Make(Index)} = bpf_probe_read_kernel(&x, sizeof(x), &{source.Make(FixedIndex)}) + x; }}"));
    }

    /// <summary>A loop around a switch whose cases choose the next state.</summary>
    private Node StateMachine()
    {
        if (loops > 0)
        {
            return Assignment();
        }

        var (state, step) = (Name("z"), Name("n"));
        var cases = Repeated(3, () => Enumerable.Range(0, random.Next(2, 5)).Select(
            i => Node.Statement($"case {i}:\n{Simple()}{state} = ({Expression(2)}) & 3; {(Chance(70) ? "break;" : "")}")).ToList());
        return Node.Statement(
            $"{{ unsigned int {state} = 0; for (int {step} = 0; {step} < {random.Next(2, 5)}; {step}++) switch ({state}) {{\n{Node.Sequence(cases)}default: {step}++; }} }}");
    }
}
