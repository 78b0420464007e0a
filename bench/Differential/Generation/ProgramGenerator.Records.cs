// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

internal sealed partial class ProgramGenerator
{
    // Of this size at most are records that others contain.
    private const int InnerSize = 24;

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

            var record = new RecordShape(Name("s"), isUnion, Chance(15) ? "packed" : Chance(5) ? "aligned(16)" : "", fields);
            records.Add(record);
            Declare($"{record.Declaration()}");
        }
    }

    private RecordField Field(string name, bool isUnion)
    {
        var type = isUnion ? Pick(Scalar.Integers) : AnyType();
        if (Chance(35))
        {
            return Chance(8) && !isUnion && !type.IsBool && !type.IsEnum && name != "m0"
                ? new RecordField("", type, Chance(50) ? 0 : random.Next(1, type.Bits), 0)
                : new RecordField(name, type, type.IsBool ? 1 : random.Next(1, type.Bits + 1), 0);
        }

        if (Chance(15) && !isUnion && records.FindAll(r => r.SizeBound <= InnerSize) is { Count: > 0 } inner)
        {
            return new RecordField(name, Scalar.Int, 0, Chance(30) ? 2 : 0) { Record = Pick(inner) };
        }

        return new RecordField(name, type, 0, Chance(20) ? Math.Min(4, 64 / type.Bits) is var n and > 1 ? n : 0 : 0);
    }

    private string Initializer(RecordShape shape) => $"{{ {InitializerList(shape)} }}";

    private string InitializerList(RecordShape shape)
    {
        var fields = shape.Named.ToList();
        if (shape.IsUnion)
        {
            return $".m0 = {Literal(Scalar.UnsignedLong)}";
        }

        // With designators in any order, and some left out.
        return Chance(25)
            ? string.Join(", ", fields.Where(_ => Chance(70)).Reverse().Select(f => $".{f.Name} = {Value(f)}").DefaultIfEmpty("0"))
            : fields.Count == 0 ? "" : string.Join(", ", fields.Select(Value));
    }

    private string Value(RecordField field) => (field.Length, field.Record) switch
    {
        (0, null) => Literal(field.Type),
        (0, { } inner) => Initializer(inner),
        (var n, null) => $"{{ {Literals(field.Type, n)} }}",
        (_, { } inner) => $"{{ {Initializer(inner)}, {Initializer(inner)} }}",
    };

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
        if (same.Count > 0)
        {
            var source = Pick(same).Name;
            return Chance(50) ? Node.Statement($"{target.Name} = {source};") : Node.Statement($"__builtin_memcpy(&{target.Name}, &{source}, sizeof({source}));");
        }

        return Chance(50)
            ? CompoundLiteral(target.Name, target.Shape)
            : Node.Statement($"__builtin_memset(&{target.Name}, {(target.Shape.HasBool ? Text("0") : Node.Literal(Number()))}, sizeof({target.Name}));");
    }

    private Node CompoundLiteral(string target, RecordShape shape)
    {
        var scalars = shape.Named.Where(f => f.Record is null && f.Length == 0).ToList();
        if (scalars.Count == 0)
        {
            return Node.Statement($"{target} = ({shape.TypeName}){Text(Initializer(shape))};");
        }

        // C leaves open what the bytes of a union are that the initialised member does not have.
        var field = shape.IsUnion ? scalars[0] : Pick(scalars);
        return Node.Statement($"{target} = ({shape.TypeName}){{ .{field.Name} = {Expression(2)} }};");
    }
}
