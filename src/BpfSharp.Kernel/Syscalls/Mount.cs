// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>mount(2) of the kernel's own file systems. EPERM without CAP_SYS_ADMIN, ENODEV when the kernel has no such file system.</summary>
internal static unsafe partial class Mount
{
    public static int FileSystem(string type, string directory) => Errno.Result(Native(type, directory, type, 0, 0));

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Native(string source, string target, string type, nuint flags, nint data);
}
