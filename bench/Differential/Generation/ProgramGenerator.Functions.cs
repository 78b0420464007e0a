// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

internal sealed partial class ProgramGenerator
{
    // Bytes of locals a function may have: three of them deep must fit in BPF's 512.
    private const int FrameBudget = 88;

    private List<Place> scope = [];
    private readonly List<string> counters = [];
    private readonly List<(string Name, RecordShape Shape)> localRecords = [];
    private FunctionShape? current;
    private bool isEntry, writesPacket;
    private int frame;
    private int loops;

    private void Function()
    {
        var pointer = random.Next(100);
        var shape = new FunctionShape(
            Name("@f"), Pick(Scalar.Integers), random.Next(0, 4), pointer < 35 ? Pick(records) : null, pointer >= 80 ? Pick(Scalar.Integers) : null);
        Begin();
        current = shape;
        var parameters = new List<string>();
        for (var i = 0; i < shape.Scalars; i++)
        {
            var type = AnyType();
            parameters.Add($"{type.Name} a{i}");
            scope.Add(Place.Named(type, $"a{i}") with { IsLocal = true, HasAddress = true });
        }

        if (shape.Record is not null)
        {
            parameters.Add($"{shape.Record.TypeName} *ap");
            scope.AddRange(shape.Record.Places("ap->"));
        }

        if (shape.Pointed is not null)
        {
            parameters.Add($"{shape.Pointed.Name} *ap");
            scope.Add(Place.Named(shape.Pointed, "(*ap)") with { HasAddress = true });
        }

        // A global function is verified by itself: it must ask whether it was given anything.
        var storage = random.Next(5) switch { 0 or 1 => "static ", 2 or 3 => "static NOINLINE ", _ => "NOINLINE " };
        var hasPointer = shape.Record is not null || shape.Pointed is not null;
        var check = Text(storage == "NOINLINE " && hasPointer ? "if (!ap) return 0;\n" : "");
        var body = Body(random.Next(2, 6));
        var list = parameters.Count == 0 ? "void" : string.Join(", ", parameters);
        Declare($"{storage}{shape.Result.Name} {shape.Name}({list})\n{{\n{check}{body}return {Expression(2)};\n}}");
        functions.Add(shape with { Branches = branches });
        current = null;
    }

    private void Entry()
    {
        Begin();
        isEntry = true;
        var body = Body(random.Next(4, 10));
        var sums = scope.SelectMany(Sums).ToList();
        foreach (var counter in counters)
        {
            sums.Add(Node.Statement($"sum = (sum ^ {counter}) * 0x100000001b3UL;"));
        }

        sums.AddRange(maps.Select(MapSum));
        if (writesPacket)
        {
            sums.Add(Node.Statement($"for (int n = 0; n < {TestProgram.PacketSize}; n += 8) {{ if (packet + n + 8 > packet_end) break; sum = (sum ^ *(unsigned long *)(packet + n)) * 0x100000001b3UL; }}"));
        }

        var packet = Text("unsigned char *packet = (void *)(long)context->data, *packet_end = (void *)(long)context->data_end;\n");
        declarations.Add(Node.Fixed(
            $"ENTRY int @entry(struct xdp_md *context)\n{{\nunsigned long sum = 0;\n{packet}{body}{Node.Sequence(sums)}return (int)(sum ^ sum >> 32);\n}}"));
    }

    /// <summary>Statements that put a place, or the ends of an array, into the checksum.</summary>
    private static IEnumerable<Node> Sums(Place place)
    {
        int[] indices = place.Length switch { 0 => [1], <= 2 => [0, 1], _ => [0, 1, place.Length - 1] };
        return indices.Select(i => Node.Statement(
            $"sum = (sum ^ (unsigned long){place.Make(() => Node.Literal(i.ToString(System.Globalization.CultureInfo.InvariantCulture)))}) * 0x100000001b3UL;"));
    }

    private void Begin()
    {
        scope = [.. globals];
        counters.Clear();
        localRecords.Clear();
        localArrays.Clear();
        frame = 0;
        loops = 0;
        (repeats, branches) = (1, 0);
    }

    /// <summary>Declarations, then statements.</summary>
    private Node Body(int statements)
    {
        var list = new List<Node>();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            list.Add(LocalScalar());
        }

        for (var i = random.Next(3); i > 0 && frame < FrameBudget; i--)
        {
            list.Add(random.Next(10) switch { < 5 => LocalArray(), < 9 => LocalRecord(), _ => LocalMatrix() });
        }

        if (Chance(40))
        {
            list.Add(LocalPointer(out var place));
            scope.Add(place);
        }

        if (Chance(50))
        {
            var name = Name("k");
            list.Add(Node.Statement($"unsigned int {name} = {Number()};"));
            counters.Add(name);
        }

        list.AddRange(Statements(statements));
        return Node.Sequence(list);
    }

    private Node LocalScalar()
    {
        var type = AnyType();
        var name = Name("v");
        if (Chance(5))
        {
            scope.Add(Place.Named(type, name) with { IsLocal = true });
            return Node.Statement($"static {type.Name} {name} = {Literal(type)};");
        }

        var isVolatile = Chance(5);
        var node = Node.Statement($"{(isVolatile ? "volatile " : "")}{type.Name} {name} = {Expression(2)};");
        scope.Add(Place.Named(type, name) with { IsLocal = true, HasAddress = !isVolatile });
        frame += 8;
        return node;
    }

    private Node LocalArray()
    {
        var type = Pick(Scalar.Integers);
        var length = type.Bits == 64 ? Pick([2, 4]) : Pick([2, 4, 8]);
        var name = Name("b");
        var values = Enumerable.Range(0, length).Select(i => Node.Fixed($"{(i > 0 ? ", " : "")}{(Chance(60) ? Node.Literal(Number()) : Expression(1))}"));
        var node = Node.Statement($"{type.Name} {name}[{length}] = {{ {Node.Sequence(values)} }};");
        scope.Add(new Place(type, index => Node.Fixed($"{name}[({index()}) & {length - 1}]")) { Length = length, HasAddress = true });
        localArrays.Add((name, type, length));
        if (Chance(20))
        {
            scope.Add(new Place(Scalar.UnsignedChar, index => Node.Fixed($"((unsigned char *){name})[({index()}) & {(length * type.Bits / 8) - 1}]")));
        }

        frame += length * type.Bits / 8;
        return node;
    }

    private Node LocalRecord()
    {
        var shape = Pick(records);
        var name = Name("s");
        localRecords.Add((name, shape));
        scope.AddRange(shape.Places(name + "."));
        frame += shape.SizeBound;
        return Node.Statement($"{shape.TypeName} {name} = {Text(Initializer(shape))};");
    }

    private Node LocalMatrix()
    {
        var type = Pick(Scalar.Integers);
        var name = Name("b");
        scope.Add(new Place(type, index => Node.Fixed($"{name}[({index()}) & 3][({index()}) & 1]")) { Length = 4, HasAddress = true });
        frame += type.Bits;
        return Node.Statement($"{type.Name} {name}[4][2] = {{ {{ {Expression(1)} }}, {{ 1, {Expression(1)} }} }};");
    }

    private Node LocalPointer(out Place place)
    {
        var type = Pick(Scalar.Integers);
        var target = Name("v");
        var name = Name("q");
        place = new Place(type, _ => Node.Text($"(*{name})"));
        var node = Node.Statement($"{type.Name} {target}[2] = {{ {Node.Literal(Number())}, {Expression(1)} }}, *{name} = &{target}[({Expression(1)}) & 1];");
        scope.Add(new Place(type, index => Node.Fixed($"{target}[({index()}) & 1]")) { Length = 2 });
        frame += 24;
        return node;
    }
}
