// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Kernel.Handles;

/// <summary>A lease on a descriptor that may be absent; absent reads as 0.</summary>
internal readonly ref struct OptionalLease
{
    private readonly FdLease lease;
    private readonly bool isHeld;

    private OptionalLease(FdLease lease)
    {
        this.lease = lease;
        isHeld = true;
    }

    public int Value => isHeld ? lease.Value : 0;

    public static OptionalLease Of(KernelFd? fd) => fd is null ? default : new OptionalLease(fd.Lease());

    public void Dispose()
    {
        if (isHeld)
        {
            lease.Dispose();
        }
    }
}
