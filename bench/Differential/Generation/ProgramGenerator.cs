// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>Makes a C program from a seed. The program is defined by C with wrapping arithmetic and without type-based aliasing, ends, and stays within
/// what BPF's stack and verifier usually bear.</summary>
internal sealed partial class ProgramGenerator
{
    private readonly Random random;
    private readonly List<Node> declarations = [];
    private readonly List<RecordShape> records = [];
    private readonly List<Place> globals = [];
    private readonly List<(string Name, RecordShape Shape)> globalRecords = [];
    private readonly List<FunctionShape> functions = [];
    private readonly List<MapShape> maps = [];
    private readonly bool hasSignedDivision;
    private int lowestLevel = 1, clangLevel = 1;
    private int names;

    private ProgramGenerator(int seed)
    {
        // Neighbouring seeds of Random give similar first numbers; spread them.
        random = new Random(unchecked(seed * (int)0x9e3779b1));
        hasSignedDivision = Chance(50);
    }

    public static TestProgram Generate(int seed)
    {
        var generator = new ProgramGenerator(seed);
        generator.Records();
        generator.Globals();
        generator.Maps();
        for (var i = generator.random.Next(4); i > 0; i--)
        {
            generator.Function();
        }

        if (generator.Chance(30))
        {
            generator.RecordFunction();
        }

        generator.Entry();
        return new TestProgram(seed, Node.Sequence(generator.declarations), generator.lowestLevel, generator.clangLevel);
    }

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private string Name(string start) => start + names++;

    private Scalar AnyType() => Chance(7) ? Scalar.Bool : Pick(Scalar.Integers);

    private void Declare(FormattableString text) => declarations.Add(Node.Statement(text));

    private void Globals()
    {
        for (var i = random.Next(2, 6); i > 0; i--)
        {
            GlobalScalar();
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            GlobalArray();
        }

        if (Chance(60))
        {
            GlobalRecord();
        }

        if (Chance(20))
        {
            GlobalMatrix();
        }
    }

    /// <summary>In .data, .bss or, like a setting that a loader fills in, .rodata.</summary>
    private void GlobalScalar()
    {
        var type = AnyType();
        var name = Name("@g");
        var isSetting = Chance(8);
        var storage = isSetting ? "const volatile " : Storage();
        Declare(Chance(20) ? (FormattableString)$"{storage}{type.Name} {name};" : $"{storage}{type.Name} {name} = {Literal(type)};");
        globals.Add(Place.Named(type, name) with { IsReadOnly = isSetting, HasAddress = !storage.Contains("volatile", StringComparison.Ordinal) });
    }

    private void GlobalArray()
    {
        var type = Pick(Scalar.Integers);
        var length = Pick([2, 4, 8, 16]);
        var name = Name("@t");
        var isTable = Chance(50);
        var storage = isTable ? "static const " : Storage();
        Declare(Chance(15)
            ? (FormattableString)$"{Text($"{storage}{type.Name} {name}[{length}] = {{ [{random.Next(length)}] = {Literal(type)}, [{length - 1}] = {Literal(type)} }};")}"
            : $"{Text($"{storage}{type.Name} {name}[{length}] = {{ {Literals(type, length)} }};")}");
        globals.Add(new Place(type, index => Node.Fixed($"{name}[({index()}) & {length - 1}]"))
        {
            IsReadOnly = isTable, Length = length, HasAddress = !storage.Contains("volatile", StringComparison.Ordinal) && !isTable,
        });
    }

    private void GlobalRecord()
    {
        var shape = Pick(records);
        var name = Name("@r");
        if (Chance(30) && shape.SizeBound <= 64)
        {
            var isTable = Chance(40);
            Declare($"{(isTable ? "static const " : Storage())}{shape.TypeName} {name}[4] = {{ {Text(Initializer(shape))}, [2] = {Text(Initializer(shape))} }};");
            var element = new Place(Scalar.Int, index => Node.Fixed($"{name}[({index()}) & 3].")) { Length = 4 };
            globals.AddRange(shape.Places(element).Select(p => p with { IsReadOnly = isTable, HasAddress = false }));
            return;
        }

        Declare($"{Storage()}{shape.TypeName} {name} = {Text(Initializer(shape))};");
        globalRecords.Add((name, shape));
        globals.AddRange(shape.Places(name + ".").Select(p => p with { HasAddress = false }));
    }

    private void GlobalMatrix()
    {
        var type = Pick(Scalar.Integers);
        var name = Name("@w");
        Declare($"{Text($"{Storage()}{type.Name} {name}[2][4] = {{ {{ {Literals(type, 4)} }}, {{ {Literals(type, 4)} }} }};")}");
        globals.Add(new Place(type, index => Node.Fixed($"{name}[({index()}) & 1][({index()}) & 3]")) { Length = 4 });
    }

    // Without 'static' nobody may assume that the initial value is still there.
    private string Storage() => Chance(30) ? "static " : Chance(8) ? "volatile " : "";

    private static Node Text(string text) => Node.Text(text);

    private string Literals(Scalar type, int count) => string.Join(", ", Enumerable.Range(0, count).Select(_ => Literal(type)));
}
