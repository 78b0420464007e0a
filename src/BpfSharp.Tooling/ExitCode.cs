// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tooling;

/// <summary>What a command tells its caller. Documented in docs/exit-codes.md.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>The C text or the command line is wrong.</summary>
    public const int Usage = 1;

    /// <summary>Root or a capability is missing.</summary>
    public const int NotPermitted = 2;

    /// <summary>The kernel or the machine lacks something: BTF, tracefs, an event, a feature.</summary>
    public const int NotSupported = 3;

    /// <summary>The verifier refused a program.</summary>
    public const int Refused = 4;

    /// <summary>We are wrong.</summary>
    public const int Internal = 70;
}
