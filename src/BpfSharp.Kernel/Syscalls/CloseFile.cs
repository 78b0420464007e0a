// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>close(2).</summary>
internal static unsafe partial class CloseFile
{
    public static int Fd(int fd) => Native(fd);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Native(int fd);
}
