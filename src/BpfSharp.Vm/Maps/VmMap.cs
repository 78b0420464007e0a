// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Maps;

/// <summary>A map of a machine. Programs see its values at addresses; a test reads and fills it by the methods here.</summary>
/// <remarks>Results of updates are as the kernel's: 0, or minus an errno. Those of per-CPU maps concern the CPU programs run on.</remarks>
public abstract class VmMap
{
    private protected const int NotFound = -2, TooBig = -7, Exists = -17, Invalid = -22;
    private protected const ulong OnlyNew = 1, OnlyExisting = 2;

    private protected VmMap(MapSpec spec) => Spec = spec;

    public MapSpec Spec { get; }

    /// <summary>The entries there are, as copies.</summary>
    public virtual IEnumerable<KeyValuePair<byte[], byte[]>> Entries => [];

    /// <summary>A copy of the value, or null.</summary>
    public byte[]? Lookup(ReadOnlySpan<byte> key) => Find(key)?.Region.Bytes.ToArray();

    public virtual int Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0) => Invalid;

    public virtual int Delete(ReadOnlySpan<byte> key) => Invalid;

    /// <summary>Called when no program holds pointers to values any more.</summary>
    internal virtual void EndRun()
    {
    }

    internal virtual MapValue? Find(ReadOnlySpan<byte> key) => null;
}
