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
    private readonly bool hasSignedDivision;
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
        for (var i = generator.random.Next(4); i > 0; i--)
        {
            generator.Function();
        }

        if (generator.Chance(30))
        {
            generator.RecordFunction();
        }

        generator.Entry();
        return new TestProgram(seed, Node.Sequence(generator.declarations));
    }

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private string Name(string start) => start + names++;

    private Scalar AnyType() => Chance(7) ? Scalar.Bool : Pick(Scalar.Integers);

    private void Declare(FormattableString text) => declarations.Add(Node.Statement(text));

    private void Records()
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var isUnion = Chance(25);
            var fields = new List<RecordField>();
            if (isUnion)
            {
                fields.Add(new RecordField("m0", Scalar.UnsignedLong, 0, 0));
            }

            for (var n = random.Next(1, 6); n > 0; n--)
            {
                fields.Add(Field($"m{fields.Count}", isUnion));
            }

            var record = new RecordShape(Name("s"), isUnion, fields);
            records.Add(record);
            Declare($"{record.Declaration()}");
        }
    }

    private RecordField Field(string name, bool isUnion)
    {
        var type = isUnion ? Pick(Scalar.Integers) : AnyType();
        if (Chance(35))
        {
            return new RecordField(name, type, type.IsBool ? 1 : random.Next(1, type.Bits), 0);
        }

        return new RecordField(name, type, 0, Chance(20) ? Math.Min(4, 64 / type.Bits) is var n and > 1 ? n : 0 : 0);
    }

    private void Globals()
    {
        for (var i = random.Next(2, 6); i > 0; i--)
        {
            var type = AnyType();
            var name = Name("@g");
            Declare($"{Storage()}{type.Name} {name} = {Literal(type)};");
            globals.Add(Place.Named(type, name));
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            GlobalArray();
        }

        if (Chance(60))
        {
            var shape = Pick(records);
            var name = Name("@r");
            Declare($"{Storage()}{shape.TypeName} {name} = {Text(Initializer(shape))};");
            globalRecords.Add((name, shape));
            globals.AddRange(shape.Places(name + "."));
        }

        if (Chance(15))
        {
            var name = Name("@w");
            Declare($"{Text($"unsigned long {name}[2][4] = {{ {{ {Literals(Scalar.UnsignedLong, 4)} }}, {{ {Literals(Scalar.UnsignedLong, 4)} }} }};")}");
            globals.Add(new Place(Scalar.UnsignedLong, index => Node.Fixed($"{name}[({index()}) & 1][({index()}) & 3]")));
        }
    }

    private void GlobalArray()
    {
        var type = Pick(Scalar.Integers);
        var length = Pick([2, 4, 8, 16]);
        var name = Name("@t");
        var isTable = Chance(50);
        Declare($"{Text($"{(isTable ? "static const " : Storage())}{type.Name} {name}[{length}] = {{ {Literals(type, length)} }};")}");
        globals.Add(new Place(type, index => Node.Fixed($"{name}[({index()}) & {length - 1}]")) { IsReadOnly = isTable });
    }

    // Without 'static' nobody may assume that the initial value is still there.
    private string Storage() => Chance(30) ? "static " : Chance(8) ? "volatile " : "";

    private static Node Text(string text) => Node.Text(text);

    private string Literals(Scalar type, int count) => string.Join(", ", Enumerable.Range(0, count).Select(_ => Literal(type)));

    private string Initializer(RecordShape shape) => shape.IsUnion
        ? $"{{ .m0 = {Literal(Scalar.UnsignedLong)} }}"
        : $"{{ {string.Join(", ", shape.Fields.Select(f => f.Length > 0 ? $"{{ {Literals(f.Type, f.Length)} }}" : Literal(f.Type)))} }}";
}
