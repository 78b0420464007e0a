// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Handles;

/// <summary>An open file descriptor, closed with the handle. Each kind of descriptor has its own type.</summary>
internal abstract class KernelFd : SafeHandle
{
    protected KernelFd(int fd)
        : base(-1, ownsHandle: true) => SetHandle(fd);

    public override bool IsInvalid => (int)handle < 0;

    /// <summary>The bare number, for messages; take a <see cref="Lease"/> to hand it to the kernel inside a struct.</summary>
    public int Number => IsClosed ? -1 : (int)handle;

    /// <summary>Keeps the descriptor open while its number sits in an attr struct, where the marshaller cannot see it.</summary>
    public FdLease Lease() => new(this);

    protected override bool ReleaseHandle() => CloseFile.Fd((int)handle) == 0;
}
