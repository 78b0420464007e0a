// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Tooling.Output;

namespace BpfSharp.Tools;

/// <summary>Joins the arguments of an exec, sent on entry, with its return, sent later by the same process.</summary>
internal sealed class PendingExecs(EventFields fields, bool quotes)
{
    private const int ReturnKind = 1;
    private readonly RecordField kind = fields.Find("kind");
    private readonly RecordField pid = fields.Find("pid");
    private readonly RecordField tid = fields.Find("tid");
    private readonly RecordField isCut = fields.Find("is_cut");
    private readonly RecordField text = fields.Find("text");

    private readonly Dictionary<long, (long Pid, byte[] Arguments)> byThread = [];
    private byte[] current = [];

    /// <summary>The arguments of the exec last completed, parted by spaces.</summary>
    public ReadOnlySpan<byte> Arguments => current;

    /// <summary>Keeps an entry's arguments; true for a return, whose arguments are then in <see cref="Arguments"/>.</summary>
    public bool TryComplete(ReadOnlySpan<byte> record)
    {
        var thread = fields.Read(tid, record);
        if (fields.Read(kind, record) != ReturnKind)
        {
            byThread[thread] = (fields.Read(pid, record), Join(record[text.OffsetBytes..], fields.Read(isCut, record) != 0));
            return false;
        }

        // No entry: it was running before we were attached, or the entry was lost.
        var found = byThread.Remove(thread, out var entry) || TryTakeOtherThread(fields.Read(pid, record), out entry);
        current = entry.Arguments ?? [];
        return found;
    }

    /// <summary>An exec that succeeds in another thread than the first returns under the process's id.</summary>
    private bool TryTakeOtherThread(long process, out (long Pid, byte[] Arguments) entry)
    {
        foreach (var (thread, candidate) in byThread)
        {
            if (candidate.Pid == process)
            {
                return byThread.Remove(thread, out entry);
            }
        }

        entry = default;
        return false;
    }

    private byte[] Join(ReadOnlySpan<byte> arguments, bool wasCut)
    {
        var line = new List<byte>(arguments.Length + 16);
        while (!arguments.IsEmpty)
        {
            var end = arguments.IndexOf((byte)0);
            var argument = end < 0 ? arguments : arguments[..end];
            arguments = end < 0 ? [] : arguments[(end + 1)..];
            Separate(line);
            AddArgument(line, argument);
        }

        if (wasCut)
        {
            Separate(line);
            line.AddRange("..."u8);
        }

        return [.. line];
    }

    private void AddArgument(List<byte> line, ReadOnlySpan<byte> argument)
    {
        if (!quotes)
        {
            line.AddRange(argument);
            return;
        }

        line.Add((byte)'"');
        foreach (var b in argument)
        {
            if (b == '"')
            {
                line.Add((byte)'\\');
            }

            line.Add(b);
        }

        line.Add((byte)'"');
    }

    private static void Separate(List<byte> line)
    {
        if (line.Count > 0)
        {
            line.Add((byte)' ');
        }
    }
}
