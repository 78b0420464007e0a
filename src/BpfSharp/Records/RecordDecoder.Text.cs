// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp;

/// <summary>Records as text.</summary>
public sealed partial class RecordDecoder
{
    /// <summary>"pid=1 comm=bash": all fields in order.</summary>
    public string FormatText(ReadOnlySpan<byte> record)
    {
        var output = new StringBuilder();
        AppendText(record, output);
        return output.ToString();
    }

    public void AppendText(ReadOnlySpan<byte> record, StringBuilder output) => AppendFields(Layout, record, output);

    /// <summary>The field's value without its name.</summary>
    public void AppendField(RecordField field, ReadOnlySpan<byte> record, StringBuilder output)
    {
        var culture = CultureInfo.InvariantCulture;
        switch (field.Kind)
        {
            case FieldKind.Signed:
                output.Append(culture, $"{ReadInteger(field, record)}");
                break;
            case FieldKind.Unsigned:
                output.Append(culture, $"{(ulong)ReadInteger(field, record)}");
                break;
            case FieldKind.Boolean:
                output.Append(ReadInteger(field, record) != 0 ? "true" : "false");
                break;
            case FieldKind.Enum:
                output.Append(ReadEnumName(field, record) ?? ReadInteger(field, record).ToString(culture));
                break;
            case FieldKind.Pointer:
                output.Append(culture, $"0x{ReadInteger(field, record):x}");
                break;
            case FieldKind.Float:
                output.Append(culture, $"{ReadFloat(field, record)}");
                break;
            case FieldKind.Text:
                output.Append(ReadText(field, record));
                break;
            case FieldKind.Bytes:
                output.Append(Convert.ToHexStringLower(Bytes(field, record)));
                break;
            case FieldKind.Array:
                AppendArray(field, record, output);
                break;
            case FieldKind.Record:
                output.Append('{');
                AppendFields(Nested(field.TypeId), record[Math.Min(field.OffsetBytes, record.Length)..], output);
                output.Append('}');
                break;
        }
    }

    private void AppendFields(RecordLayout layout, ReadOnlySpan<byte> record, StringBuilder output)
    {
        for (var i = 0; i < layout.Fields.Count; i++)
        {
            var field = layout.Fields[i];
            output.Append(i > 0 ? " " : "");
            if (field.Name.Length > 0)
            {
                output.Append(field.Name).Append('=');
            }

            AppendField(field, record, output);
        }
    }

    private void AppendArray(RecordField field, ReadOnlySpan<byte> record, StringBuilder output)
    {
        var shape = types.Get(field.TypeId).Array;
        output.Append('[');
        for (var i = 0; i < shape.Length; i++)
        {
            output.Append(i > 0 ? ", " : "");
            AppendField(Element(field, shape, i), record, output);
        }

        output.Append(']');
    }

    private double ReadFloat(RecordField field, ReadOnlySpan<byte> record)
    {
        var bits = ReadInteger(field, record);
        return field.SizeBytes == sizeof(float) ? BitConverter.Int32BitsToSingle((int)bits) : BitConverter.Int64BitsToDouble(bits);
    }
}
