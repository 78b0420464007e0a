// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Objects;

namespace BpfSharp.App;

/// <summary>What became of one program.</summary>
internal enum Verdict
{
    Loaded,

    /// <summary>The verifier, or the kernel before it, said no.</summary>
    Refused,

    /// <summary>It could not be asked: the type is unknown, or this kernel does not take such programs.</summary>
    Skipped,
}

/// <param name="Reason">Why it is not loaded; empty when it is.</param>
/// <param name="Location">"file.c:12", or null.</param>
/// <param name="Errno">Of the refusal; 0 without one.</param>
/// <param name="Log">All the verifier said of a refused program.</param>
internal sealed record ProgramCheck(
    ProgramSpec Program, Verdict Verdict, int VerifiedInstructions = 0, int JitedBytes = 0, string Reason = "", string? Location = null, int Errno = 0, string Log = "");

/// <summary>What became of one file.</summary>
/// <param name="Compilation">Null for object files.</param>
/// <param name="Failure">Why nothing could be loaded although it compiles: a map the kernel does not make, a fault of ours.</param>
internal sealed record FileCheck(string File, CompileResult? Compilation, IReadOnlyList<ProgramCheck> Programs, string? Failure = null)
{
    public bool IsValid => Compilation?.Object is not null || Compilation is null;
}
