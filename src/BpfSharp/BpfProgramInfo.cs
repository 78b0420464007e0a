// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>What the kernel knows about a loaded program.</summary>
/// <param name="VerifiedInstructions">Instructions the verifier walked; 0 before 5.16.</param>
/// <param name="RunTimeNs">0 unless run-time statistics are enabled (<see cref="BpfStatistics"/>).</param>
public readonly record struct BpfProgramInfo(
    uint Id, ProgramType Type, string Name, int TranslatedSizeBytes, int JitedSizeBytes, int VerifiedInstructions, ulong RunTimeNs, ulong RunCount,
    ulong RecursionMisses, uint BtfId, int MapCount);
