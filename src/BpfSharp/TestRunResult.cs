// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <param name="ReturnValue">What the program left in r0.</param>
/// <param name="DurationNs">Mean time of one run.</param>
/// <param name="Data">The packet after the program ran; empty for program types without one.</param>
public sealed record TestRunResult(uint ReturnValue, uint DurationNs, byte[] Data);
