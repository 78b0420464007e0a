// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects;

/// <summary>An instruction whose value depends on the running kernel's types (CO-RE).</summary>
/// <param name="InstructionIndex">Slot within the code.</param>
/// <param name="TypeId">The type accessed, in the object's BTF.</param>
/// <param name="AccessPath">Indices from the type to the member or enumerator, such as "0:1:2".</param>
public readonly record struct CoreRelocation(int InstructionIndex, uint TypeId, string AccessPath, CoreRelocationKind Kind);

/// <summary>What the loader computes. Source: include/uapi/linux/bpf.h, enum bpf_core_relo_kind.</summary>
public enum CoreRelocationKind
{
    FieldByteOffset = 0, FieldByteSize = 1, FieldExists = 2, FieldSigned = 3, FieldLeftShift = 4, FieldRightShift = 5,
    LocalTypeId = 6, TargetTypeId = 7, TypeExists = 8, TypeSize = 9, EnumeratorExists = 10, EnumeratorValue = 11, TypeMatches = 12,
}
