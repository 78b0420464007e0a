// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Json;

namespace BpfSharp.App;

/// <summary>Spells records and map entries of any type.</summary>
internal static class RecordText
{
    public static string Plain(string map, RecordDecoder? decoder, ReadOnlySpan<byte> record) => $"{map}: {Value(decoder, record)}";

    /// <summary>{"map":"events","record":{…}}</summary>
    public static string Json(string map, RecordDecoder? decoder, ReadOnlySpan<byte> record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("map", map);
            WriteJson(writer, "record", decoder, record);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>{"map":"counts","key":…,"value":…}</summary>
    public static string JsonEntry(string map, RecordDecoder? keys, ReadOnlySpan<byte> key, RecordDecoder? values, ReadOnlySpan<byte> value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("map", map);
            WriteJson(writer, "key", keys, key);
            WriteJson(writer, "value", values, value);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static string Value(RecordDecoder? decoder, ReadOnlySpan<byte> bytes) =>
        decoder is not null ? decoder.FormatText(bytes)
        : bytes.Length == 8 ? BitConverter.ToInt64(bytes).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : bytes.Length == 4 ? BitConverter.ToInt32(bytes).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : Convert.ToHexStringLower(bytes);

    private static void WriteJson(Utf8JsonWriter writer, string name, RecordDecoder? decoder, ReadOnlySpan<byte> bytes)
    {
        writer.WritePropertyName(name);
        if (decoder is not null)
        {
            decoder.WriteJson(bytes, writer);
        }
        else
        {
            writer.WriteStringValue(Convert.ToHexStringLower(bytes));
        }
    }
}
