// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace BpfSharp;

/// <summary>Records as JSON: objects by field name; pointers and bytes as hexadecimal strings.</summary>
public sealed partial class RecordDecoder
{
    /// <summary>Writes one value: an object, or a bare value when the type is not a struct.</summary>
    public void WriteJson(ReadOnlySpan<byte> record, Utf8JsonWriter output) => WriteValue(Layout, record, output);

    /// <summary>The field's value without its name.</summary>
    public void WriteJsonField(RecordField field, ReadOnlySpan<byte> record, Utf8JsonWriter output)
    {
        switch (field.Kind)
        {
            case FieldKind.Signed:
                output.WriteNumberValue(ReadInteger(field, record));
                break;
            case FieldKind.Unsigned:
                output.WriteNumberValue((ulong)ReadInteger(field, record));
                break;
            case FieldKind.Boolean:
                output.WriteBooleanValue(ReadInteger(field, record) != 0);
                break;
            case FieldKind.Enum when ReadEnumName(field, record) is null:
                output.WriteNumberValue(ReadInteger(field, record));
                break;
            case FieldKind.Enum:
                output.WriteStringValue(ReadEnumName(field, record));
                break;
            case FieldKind.Pointer:
                output.WriteStringValue($"0x{ReadInteger(field, record):x}");
                break;
            case FieldKind.Float when double.IsFinite(ReadFloat(field, record)):
                output.WriteNumberValue(ReadFloat(field, record));
                break;
            case FieldKind.Float:
                output.WriteNullValue();
                break;
            case FieldKind.Text:
                output.WriteStringValue(ReadText(field, record));
                break;
            case FieldKind.Bytes:
                output.WriteStringValue(Convert.ToHexStringLower(Bytes(field, record)));
                break;
            case FieldKind.Array:
                WriteArray(field, record, output);
                break;
            case FieldKind.Record:
                WriteValue(Nested(field.TypeId), record[Math.Min(field.OffsetBytes, record.Length)..], output);
                break;
        }
    }

    private void WriteValue(RecordLayout layout, ReadOnlySpan<byte> record, Utf8JsonWriter output)
    {
        if (layout.Fields is [{ Name: "" } only])
        {
            WriteJsonField(only, record, output);
            return;
        }

        output.WriteStartObject();
        foreach (var field in layout.Fields)
        {
            output.WritePropertyName(field.Name);
            WriteJsonField(field, record, output);
        }

        output.WriteEndObject();
    }

    private void WriteArray(RecordField field, ReadOnlySpan<byte> record, Utf8JsonWriter output)
    {
        var shape = types.Get(field.TypeId).Array;
        output.WriteStartArray();
        for (var i = 0; i < shape.Length; i++)
        {
            WriteJsonField(Element(field, shape, i), record, output);
        }

        output.WriteEndArray();
    }
}
