// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tooling.Output;

/// <summary>Makes columns from the fields of the C struct a program emits; a field the struct lacks is a bug and said at once.</summary>
public sealed class EventFields(RecordDecoder decoder)
{
    public RecordField Find(string field) =>
        decoder.Layout.Find(field) ?? throw new InvalidOperationException($"{decoder.Layout.TypeName} has no field '{field}'");

    public long Read(RecordField field, ReadOnlySpan<byte> record) => decoder.ReadInteger(field, record);

    /// <summary>The bytes of a char array up to its NUL.</summary>
    public static ReadOnlySpan<byte> Text(RecordField field, ReadOnlySpan<byte> record)
    {
        var bytes = record.Length <= field.OffsetBytes ? [] : record.Slice(field.OffsetBytes, Math.Min(field.SizeBytes, record.Length - field.OffsetBytes));
        var end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }

    public Column Number(string header, string key, int width, string field, int gap = 1)
    {
        var source = Find(field);
        return new Column(header, key, width, true, (record, output) => output.Append(decoder.ReadInteger(source, record)), gap);
    }

    public Column Text(string header, string key, int width, string field, int gap = 1)
    {
        var source = Find(field);
        return new Column(header, key, width, false, (record, output) => output.AppendVisible(Text(source, record)), gap);
    }
}
