// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Handles;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>read(2). Restarted when a signal interrupts it.</summary>
internal static unsafe partial class ReadFile
{
    /// <summary>Bytes read, 0 at the end, or a negated errno.</summary>
    public static int Into(KernelFd fd, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            int result;
            do
            {
                result = (int)Errno.Result(Native(fd, bytes, (nuint)buffer.Length));
            }
            while (result == -Errno.EINTR);
            return result;
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Native(KernelFd fd, byte* buffer, nuint count);
}
