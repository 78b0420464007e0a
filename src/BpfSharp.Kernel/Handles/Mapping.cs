// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Handles;

/// <summary>A memory mapping, unmapped with the handle.</summary>
internal sealed unsafe class Mapping : SafeHandle
{
    private readonly nuint length;

    public Mapping(nint address, nuint length)
        : base(-1, ownsHandle: true)
    {
        this.length = length;
        SetHandle(address);
    }

    public override bool IsInvalid => handle == -1;
    public byte* Address => (byte*)handle;
    public nuint Length => length;

    protected override bool ReleaseHandle() => MemoryMap.Unmap(handle, length) == 0;
}
