// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

internal sealed partial class ProgramGenerator
{
    // Bytes of locals a function may have: three of them deep must fit in BPF's 512.
    private const int FrameBudget = 88;

    private List<Place> scope = [];
    private readonly List<string> counters = [];
    private readonly List<(string Name, RecordShape Shape)> localRecords = [];
    private int frame;
    private int loops;

    private void Function()
    {
        var shape = new FunctionShape(Name("@f"), Pick(Scalar.Integers), random.Next(0, 4), Chance(40) ? Pick(records) : null);
        Begin();
        var parameters = new List<string>();
        for (var i = 0; i < shape.Scalars; i++)
        {
            var type = AnyType();
            parameters.Add($"{type.Name} a{i}");
            scope.Add(Place.Named(type, $"a{i}") with { IsLocal = true });
        }

        if (shape.Record is not null)
        {
            parameters.Add($"{shape.Record.TypeName} *ap");
            scope.AddRange(shape.Record.Places("ap->"));
        }

        var body = Body(random.Next(2, 6));
        var list = parameters.Count == 0 ? "void" : string.Join(", ", parameters);
        Declare($"static {(Chance(50) ? "NOINLINE " : "")}{shape.Result.Name} {shape.Name}({list})\n{{\n{body}return {Expression(2)};\n}}");
        functions.Add(shape);
    }

    private void Entry()
    {
        Begin();
        var body = Body(random.Next(4, 10));
        var sums = new List<Node>();
        foreach (var place in scope)
        {
            sums.Add(Node.Statement($"sum = (sum ^ (unsigned long){place.Make(() => Node.Literal("1"))}) * 0x100000001b3UL;"));
        }

        foreach (var counter in counters)
        {
            sums.Add(Node.Statement($"sum = (sum ^ {counter}) * 0x100000001b3UL;"));
        }

        declarations.Add(Node.Fixed(
            $"ENTRY int @entry(void *context)\n{{\nunsigned long sum = 0;\n{body}{Node.Sequence(sums)}return (int)(sum ^ sum >> 32);\n}}"));
    }

    private void Begin()
    {
        scope = [.. globals];
        counters.Clear();
        localRecords.Clear();
        localArrays.Clear();
        frame = 0;
        loops = 0;
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
            list.Add(Chance(50) ? LocalArray() : LocalRecord());
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

        var node = Node.Statement($"{(Chance(5) ? "volatile " : "")}{type.Name} {name} = {Expression(2)};");
        scope.Add(Place.Named(type, name) with { IsLocal = true });
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
        scope.Add(new Place(type, index => Node.Fixed($"{name}[({index()}) & {length - 1}]")));
        localArrays.Add((name, type, length));
        if (Chance(20))
        {
            scope.Add(new Place(Scalar.Integers[1], index => Node.Fixed($"((unsigned char *){name})[({index()}) & {(length * type.Bits / 8) - 1}]")));
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
        frame += 40;
        return Node.Statement($"{shape.TypeName} {name} = {Text(Initializer(shape))};");
    }

    private Node LocalPointer(out Place place)
    {
        var type = Pick(Scalar.Integers);
        var target = Name("v");
        var name = Name("q");
        place = new Place(type, _ => Node.Text($"(*{name})"));
        var node = Node.Statement($"{type.Name} {target}[2] = {{ {Node.Literal(Number())}, {Expression(1)} }}, *{name} = &{target}[({Expression(1)}) & 1];");
        scope.Add(new Place(type, index => Node.Fixed($"{target}[({index()}) & 1]")));
        frame += 24;
        return node;
    }
}
