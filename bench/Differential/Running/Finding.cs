// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Differential.Generation;

namespace BpfSharp.Differential.Running;

/// <summary>A program on which the ways of running it disagree.</summary>
/// <param name="Kind">Which way and what kind of failure, the same for programs that fail alike.</param>
internal sealed record Finding(TestProgram Program, FindingSort Sort, string Kind, string Detail)
{
    /// <summary>The instruction set level at which the verifier refused the code; 0 for what is no refusal by it.</summary>
    public int RefusedLevel { get; init; }
}
