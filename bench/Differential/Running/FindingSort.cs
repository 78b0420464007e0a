// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Running;

/// <summary>What is wrong, in the order a summary names it.</summary>
internal enum FindingSort
{
    /// <summary>Another result than gcc's code, or none.</summary>
    Mismatch,

    /// <summary>The verifier, or our compiler for BPF's limits, refuses a program of which it accepts a clang's code.</summary>
    Refusal,

    /// <summary>Our compiler broke down, or found an error where there is none.</summary>
    Crash,

    /// <summary>gcc gives no result, or two: nothing about our code.</summary>
    NoReference,
}
