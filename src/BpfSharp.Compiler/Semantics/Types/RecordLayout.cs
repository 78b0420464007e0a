// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

/// <summary>A member as declared, before it has a place.</summary>
/// <param name="BitWidth">Null when not a bit-field; 0 closes the unit.</param>
/// <param name="AlignOverride">aligned(n) on the member, or null.</param>
/// <param name="IsPacked">packed on the member.</param>
internal readonly record struct FieldShape(string Name, QualifiedType Type, int? BitWidth = null, int? AlignOverride = null, bool IsPacked = false, IReadOnlyList<string>? DeclTags = null);

/// <summary>Gives members their places as GCC and clang do on little-endian LP64 machines (System V).</summary>
internal sealed class RecordLayout
{
    private readonly List<(FieldShape Shape, long BitPosition)> placed = [];
    private readonly bool isUnion;
    private readonly int pack;
    private long position; // in bits, of the next free bit
    private long end; // in bits, of the furthest member
    private int align = 1;

    private RecordLayout(bool isUnion, int pack)
    {
        this.isUnion = isUnion;
        this.pack = pack;
    }

    /// <summary>Lays the members out and completes the record.</summary>
    /// <param name="pack">Bytes no member's alignment exceeds (1 for packed), or null.</param>
    /// <param name="alignOverride">aligned(n) on the record, or null.</param>
    public static void Complete(RecordType record, IReadOnlyList<FieldShape> shapes, int? pack, int? alignOverride)
    {
        var layout = new RecordLayout(record.IsUnion, pack ?? int.MaxValue);
        foreach (var shape in shapes)
        {
            layout.Place(shape);
        }

        var align = Math.Max(layout.align, alignOverride ?? 1);
        var size = RoundUp((layout.end + 7) / 8, align);
        record.Complete(layout.MakeFields(size), size, align);
    }

    public static long RoundUp(long value, long unit) => (value + unit - 1) / unit * unit;

    private void Place(FieldShape shape)
    {
        if (isUnion)
        {
            position = 0;
        }

        if (shape.BitWidth is { } width)
        {
            PlaceBits(shape, width);
        }
        else
        {
            var fieldAlign = AlignOf(shape);
            position = RoundUp(position, fieldAlign * 8L);
            align = Math.Max(align, fieldAlign);
            placed.Add((shape, position));
            position += shape.Type.Type.Size * 8;
        }

        end = Math.Max(end, position);
    }

    private void PlaceBits(FieldShape shape, int width)
    {
        var unitBits = shape.Type.Type.Size * 8;
        if (width == 0)
        {
            // A zero-width bit-field moves to the next unit of its type, packed or not, and is no member.
            position = RoundUp(position, Math.Max(unitBits, (shape.AlignOverride ?? 1) * 8L));
            return;
        }

        var fieldAlign = AlignOf(shape);
        var packed = pack == 1 || shape.IsPacked;
        if (shape.AlignOverride is { } forced)
        {
            position = RoundUp(position, forced * 8L);
        }

        if (!packed && position % unitBits + width > unitBits)
        {
            position = RoundUp(position, fieldAlign * 8L);
        }

        if (shape.Name.Length > 0)
        {
            align = Math.Max(align, fieldAlign);
        }

        placed.Add((shape, position));
        position += width;
    }

    private int AlignOf(FieldShape shape)
    {
        var natural = shape.IsPacked ? 1 : Math.Min(shape.Type.Type.Align, pack);
        return Math.Max(natural, shape.AlignOverride ?? 1);
    }

    private FieldSymbol[] MakeFields(long size)
    {
        var fields = new FieldSymbol[placed.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            var (shape, bits) = placed[i];
            var width = shape.BitWidth ?? 0;
            var (unit, unitWidth) = width == 0 ? (bits, 0) : StorageUnit(shape, bits, width, size);
            fields[i] = new FieldSymbol
            {
                Name = shape.Name, Type = shape.Type, Index = i, Offset = unit / 8, BitOffset = (int)(bits - unit), BitWidth = width, UnitWidth = unitWidth,
                DeclTags = shape.DeclTags ?? [],
            };
        }

        return fields;
    }

    // The first bit of the unit a bit-field is read through, and its bytes: aligned and of the declared type where that holds all bits and stays inside the
    // record, otherwise the bytes that hold bits of it.
    private static (long Start, int Width) StorageUnit(FieldShape shape, long bits, int width, long size)
    {
        var unitBits = shape.Type.Type.Size * 8;
        var start = bits / unitBits * unitBits;
        return bits + width <= start + unitBits && start + unitBits <= size * 8
            ? (start, (int)unitBits / 8)
            : (bits / 8 * 8, (int)((bits % 8) + width + 7) / 8);
    }
}
