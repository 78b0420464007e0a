// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Errors;

namespace BpfSharp;

/// <summary>A verifier log, searched for the refused instruction and the reason.</summary>
public sealed partial class VerifierLog
{
    private VerifierLog(string text, string reason, int instructionIndex, bool isBeforeVerification)
    {
        Text = text;
        Reason = reason;
        InstructionIndex = instructionIndex;
        IsBeforeVerification = isBeforeVerification;
        (Explanation, Remedy) = VerifierReasons.Explain(reason);
    }

    public string Text { get; }

    /// <summary>Slot of the refused instruction, or -1 when the log does not say.</summary>
    public int InstructionIndex { get; }

    /// <summary>The verifier's last words that are not bookkeeping; empty when there are none.</summary>
    public string Reason { get; }

    /// <summary>The reason in the words of a C programmer; the reason itself when it is not a known one.</summary>
    public string Explanation { get; }

    /// <summary>What usually helps, or null.</summary>
    public string? Remedy { get; }

    /// <summary>Instructions walked on all paths together, as "processed N insns" at the end says; 0 in a log without statistics.</summary>
    public int ProcessedInstructions => Math.Max(NumberBehind("processed ", Text.AsSpan(Math.Max(Text.LastIndexOf("processed ", StringComparison.Ordinal), 0))), 0);

    /// <summary>True when no instruction was walked: structure, types or debug information were refused.</summary>
    internal bool IsBeforeVerification { get; }

    public static VerifierLog Parse(string text)
    {
        var reason = "";
        var instruction = -1;
        var isBefore = true;
        var end = text.Length;
        while (end > 0 && (reason.Length == 0 || instruction < 0))
        {
            var start = text.LastIndexOf('\n', end - 1) + 1;
            var line = text.AsSpan(start, end - start).Trim();
            end = Math.Max(start - 1, 0);
            if (TryInstruction(line, out var index))
            {
                isBefore = false;
                instruction = instruction < 0 ? index : instruction;
            }
            else if (reason.Length == 0 && !IsBookkeeping(line))
            {
                reason = line.ToString();
                instruction = NumberBehind("insn ", line);
            }

            if (start == 0)
            {
                break;
            }
        }

        return new VerifierLog(text, reason, instruction, isBefore && instruction < 0);
    }

    /// <summary>"12: (85) call …".</summary>
    private static bool TryInstruction(ReadOnlySpan<char> line, out int index)
    {
        index = -1;
        var colon = line.IndexOf(':');
        return colon > 0 && line[(colon + 1)..].TrimStart().StartsWith("(", StringComparison.Ordinal)
            && int.TryParse(line[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }

    /// <summary>Counters, source comments, register states and notes about paths: all that is printed beside reasons.</summary>
    private static bool IsBookkeeping(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || line[0] == ';' || char.IsAsciiDigit(line[0]))
        {
            return true;
        }

        foreach (var prefix in Bookkeeping)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return IsRegisterState(line);
    }

    /// <summary>"R1=ctx() R10=fp0", "R0_w=inv(id=0)".</summary>
    private static bool IsRegisterState(ReadOnlySpan<char> line)
    {
        var equals = line.IndexOf('=');
        var blank = line.IndexOf(' ');
        return line.Length > 2 && line[0] == 'R' && char.IsAsciiDigit(line[1]) && equals > 0 && (blank < 0 || equals < blank);
    }

    /// <summary>The number in "… at insn 12" or "… from insn 12 to 3"; -1 without one.</summary>
    private static int NumberBehind(string marker, ReadOnlySpan<char> line)
    {
        var at = line.IndexOf(marker, StringComparison.Ordinal);
        if (at < 0)
        {
            return -1;
        }

        var rest = line[(at + marker.Length)..];
        var length = 0;
        while (length < rest.Length && char.IsAsciiDigit(rest[length]))
        {
            length++;
        }

        return int.TryParse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }

    private static readonly string[] Bookkeeping =
    [
        "processed ", "verification time", "stack depth", "max_states", "peak_states", "cur state", "old state", "mark_precise", "parent ", "last_idx",
        "regs=", "from ", "caller:", "callee:", "returning from callee", "to caller", "propagating", "Func#", "Live regs", "frame", "func#", "fp-",
        "Validating ", "arg#0 type: ",
    ];
}
