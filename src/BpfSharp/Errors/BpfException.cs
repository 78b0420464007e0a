// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>The environment refused: which operation, on what, with which errno, and what to do about it.</summary>
public class BpfException : Exception
{
    /// <summary>What was tried: "create map", "attach".</summary>
    public string Operation { get; }

    /// <summary>What it was tried on: the map's, program's or tracepoint's name.</summary>
    public string Object { get; }

    /// <summary>0 when no system call was involved.</summary>
    public int Errno { get; }

    /// <summary>What to do about it, or null.</summary>
    public string? Remedy { get; }

    public BpfException(string operation, string @object, int errno, string? remedy = null, Exception? inner = null)
        : base(Errors.ErrnoText.Describe(operation, @object, errno, remedy), inner)
    {
        Operation = operation;
        Object = @object;
        Errno = errno;
        Remedy = remedy;
    }

    private protected BpfException(string message, string operation, string @object, int errno, string? remedy)
        : base(message)
    {
        Operation = operation;
        Object = @object;
        Errno = errno;
        Remedy = remedy;
    }
}
