// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tooling.Output;

/// <summary>Prints records as rows: aligned text, JSON lines or CSV. Rows are buffered until <see cref="Flush"/>; nothing is allocated per row.</summary>
public sealed class EventTable(IReadOnlyList<Column> columns, OutputFormat format, Stream stream)
{
    private const int FlushThreshold = 64 * 1024;
    private readonly RowBuffer buffer = new();

    public void WriteHeader()
    {
        if (format == OutputFormat.Json)
        {
            return;
        }

        for (var i = 0; i < columns.Count; i++)
        {
            if (format == OutputFormat.Csv)
            {
                Separate(i);
                buffer.Append(columns[i].Key);
                continue;
            }

            var start = buffer.Length;
            buffer.Append(columns[i].Header);
            EndTextCell(i, start);
        }

        buffer.Append((byte)'\n');
        Flush();
    }

    public void WriteRow(ReadOnlySpan<byte> record)
    {
        switch (format)
        {
            case OutputFormat.Json:
                WriteJson(record);
                break;
            case OutputFormat.Csv:
                WriteCsv(record);
                break;
            default:
                WriteText(record);
                break;
        }

        buffer.Append((byte)'\n');
        if (buffer.Length > FlushThreshold)
        {
            Flush();
        }
    }

    public void Flush()
    {
        stream.Write(buffer.Written);
        stream.Flush();
        buffer.Clear();
    }

    private void WriteText(ReadOnlySpan<byte> record)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var start = buffer.Length;
            columns[i].Write(record, buffer);
            EndTextCell(i, start);
        }
    }

    private void EndTextCell(int index, int start)
    {
        buffer.Pad(start, columns[index].Width);
        if (index < columns.Count - 1)
        {
            for (var gap = columns[index].Gap; gap > 0; gap--)
            {
                buffer.Append((byte)' ');
            }
        }
    }

    private void WriteJson(ReadOnlySpan<byte> record)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            buffer.Append(i == 0 ? "{\""u8 : ",\""u8);
            buffer.Append(columns[i].Key);
            buffer.Append("\":"u8);
            var start = buffer.Length;
            (columns[i].WriteJson ?? columns[i].Write)(record, buffer);
            if (!columns[i].IsNumber)
            {
                buffer.QuoteJson(start);
            }
        }

        buffer.Append((byte)'}');
    }

    private void WriteCsv(ReadOnlySpan<byte> record)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            Separate(i);
            var start = buffer.Length;
            columns[i].Write(record, buffer);
            buffer.QuoteCsv(start);
        }
    }

    private void Separate(int index)
    {
        if (index > 0)
        {
            buffer.Append((byte)',');
        }
    }
}
