// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Loading;

/// <summary>A struct of callbacks as the kernel wants it written into its map.</summary>
/// <param name="Source">Whose struct it is.</param>
/// <param name="WrapperId">BTF id of struct bpf_struct_ops_NAME, the map's value: bookkeeping of the kernel's, then the struct.</param>
/// <param name="Value">The wrapper's bytes, callbacks still zero.</param>
/// <param name="Callbacks">Programs by the offset in <paramref name="Value"/> where their descriptors go, 8 bytes each.</param>
internal sealed record StructOpsPlan(KernelTypeSource Source, uint WrapperId, byte[] Value, List<(int Offset, string Program)> Callbacks);
