// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Vm;

/// <summary>A program did what it must not: the message says what, at which instruction and, when known, on which line of C.</summary>
public sealed class VmException : Exception
{
    internal VmException(string reason, string function, int instructionIndex, string? location)
        : base($"{reason}, at {function}+{instructionIndex}{(location is null ? "" : $" ({location})")}")
    {
        Reason = reason;
        Function = function;
        InstructionIndex = instructionIndex;
        Location = location;
    }

    public string Reason { get; }

    /// <summary>Name of the program or subprogram.</summary>
    public string Function { get; }

    /// <summary>Slot within <see cref="Function"/>.</summary>
    public int InstructionIndex { get; }

    /// <summary>"file.c:12", or null without line table.</summary>
    public string? Location { get; }
}
