// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Kernel.Handles;

/// <summary>Holds a reference to a descriptor for the length of one call.</summary>
internal readonly ref struct FdLease
{
    private readonly KernelFd owner;

    public FdLease(KernelFd owner)
    {
        var added = false;
        owner.DangerousAddRef(ref added);
        this.owner = owner;
    }

    public int Value => owner.Number;

    public void Dispose() => owner.DangerousRelease();
}
