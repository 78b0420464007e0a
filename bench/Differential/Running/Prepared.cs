// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Differential.Generation;
using BpfSharp.Objects;

namespace BpfSharp.Differential.Running;

/// <summary>A program with what the other compilers made of it.</summary>
/// <param name="Expected">The checksum of gcc's code without optimisation; null when it does not compile or run.</param>
/// <param name="Clang">Null for most programs: it is made for a sample, and where the verifier refuses our code.</param>
internal sealed record Prepared(TestProgram Program, int? Expected, ObjectSpec? Clang);
