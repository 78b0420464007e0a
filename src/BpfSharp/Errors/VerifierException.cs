// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>The verifier refused a program. The message is two lines: why in plain words with the place in the source, and what to do.</summary>
public sealed class VerifierException : BpfException
{
    /// <summary>All the verifier said.</summary>
    public string FullLog { get; }

    /// <summary>Slot of the refused instruction, or -1 when the log does not say.</summary>
    public int InstructionIndex { get; }

    /// <summary>The verifier's own last words.</summary>
    public string Reason { get; }

    /// <summary>"file.c:12", or null when the instruction has no line.</summary>
    public string? Location { get; }

    internal VerifierException(string message, string programName, int errno, string? remedy, VerifierLog log, string? location)
        : base(message, "load program", programName, errno, remedy)
    {
        FullLog = log.Text;
        InstructionIndex = log.InstructionIndex;
        Reason = log.Reason;
        Location = location;
    }
}
