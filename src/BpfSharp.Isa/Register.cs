// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Isa;

/// <summary>The eleven registers of the BPF machine, each 64 bits wide.</summary>
/// <remarks>R0 holds results, R1-R5 arguments (clobbered by calls), R6-R9 survive calls, R10 is the read-only frame pointer.</remarks>
public enum Register : byte
{
    R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10,
}
