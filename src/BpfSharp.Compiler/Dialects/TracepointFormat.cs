// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Dialects;

/// <summary>Makes the struct a tracepoint's programs receive from the text of its tracefs format file.</summary>
/// <remarks>
/// Lines look like <c>field:const char * filename;	offset:24;	size:8;	signed:0;</c>. The first eight bytes and the other common_ fields are
/// hidden; dynamic fields become <c>int data_loc_NAME</c>; an integer whose type disagrees with its size gets the size's type.
/// Source: Documentation/trace/events.rst.
/// </remarks>
internal static class TracepointFormat
{
    private const int HeaderSize = 8;

    public static RecordType Parse(string tag, string text, KernelTypes types)
    {
        var fields = new List<FieldSymbol>
        {
            new() { Name = "__do_not_use__", Type = IntegerType.UnsignedLongLong, Offset = 0, Index = 0 },
        };
        long end = HeaderSize;
        foreach (var line in text.Split('\n'))
        {
            if (ParseLine(line) is not { } field)
            {
                continue;
            }

            end = Math.Max(end, field.Offset + field.Size);
            if (field.Offset >= HeaderSize && !field.Name.StartsWith("common_", StringComparison.Ordinal))
            {
                fields.Add(new FieldSymbol { Name = field.Name, Type = TypeOf(field, types), Offset = field.Offset, Index = fields.Count });
            }
        }

        var align = fields.Max(f => f.Offset % f.Type.Type.Align == 0 ? f.Type.Type.Align : 1);
        var record = new RecordType(tag, false);
        record.Complete(fields, (end + align - 1) / align * align, align);
        return record;
    }

    private static Field? ParseLine(string line)
    {
        const string Prefix = "field:";
        var trimmed = line.AsSpan().Trim();
        if (!trimmed.StartsWith(Prefix, StringComparison.Ordinal) || trimmed.IndexOf(';') is not (> 0 and var end))
        {
            return null;
        }

        var declaration = trimmed[Prefix.Length..end].Trim().ToString();
        if (Number(trimmed, "offset:") is not (>= 0 and var offset) || Number(trimmed, "size:") is not (>= 0 and var size))
        {
            return null;
        }

        var bracket = declaration.IndexOf('[', StringComparison.Ordinal);
        var isDataLocation = declaration.StartsWith("__data_loc ", StringComparison.Ordinal);
        var beforeArray = isDataLocation || bracket < 0 ? declaration : declaration[..bracket];
        var nameStart = beforeArray.AsSpan().LastIndexOfAny(' ', '*') + 1;
        var name = beforeArray[nameStart..];
        return name.Length == 0 ? null : new Field(beforeArray[..nameStart].Trim(), isDataLocation ? "data_loc_" + name : name,
            bracket >= 0, isDataLocation, offset, size, Number(trimmed, "signed:") == 1);
    }

    private static long? Number(ReadOnlySpan<char> line, string label)
    {
        var at = line.IndexOf(label, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var rest = line[(at + label.Length)..];
        var end = rest.IndexOf(';');
        return long.TryParse(end < 0 ? rest : rest[..end], NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 1 << 20 ? value : null;
    }

    private static QualifiedType TypeOf(Field field, KernelTypes types)
    {
        if (field.IsDataLocation)
        {
            return IntegerType.Int;
        }

        var type = types.ParseType(field.Type);
        if (field.IsArray)
        {
            // The bound may be a macro's name: the size tells.
            var element = type is { Type.Size: > 0 } t && field.Size % t.Type.Size == 0 ? t : IntegerType.Char.Unqualified;
            return new ArrayType(element, field.Size / element.Type.Size);
        }

        if (type is { } known && (known.Type.Size == field.Size || known.Canonical is PointerType) && known.Canonical is not VoidType)
        {
            return known;
        }

        return field.Size switch
        {
            1 => field.IsSigned ? IntegerType.SignedChar : IntegerType.UnsignedChar,
            2 => field.IsSigned ? IntegerType.Short : IntegerType.UnsignedShort,
            4 => field.IsSigned ? IntegerType.Int : IntegerType.UnsignedInt,
            8 => field.IsSigned ? IntegerType.LongLong : IntegerType.UnsignedLongLong,
            _ => new ArrayType(IntegerType.Char, field.Size),
        };
    }

    private readonly record struct Field(string Type, string Name, bool IsArray, bool IsDataLocation, long Offset, long Size, bool IsSigned);
}
