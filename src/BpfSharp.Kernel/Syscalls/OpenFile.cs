// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>open(2), always with O_CLOEXEC. ENOENT and EACCES are the usual refusals.</summary>
internal static unsafe partial class OpenFile
{
    public const int O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_NONBLOCK = 0x800;
    private const int O_CLOEXEC = 0x80000;

    /// <summary>The new descriptor or a negated errno.</summary>
    public static int Path(string path, int flags) => Errno.Result(Native(path, flags | O_CLOEXEC, 0));

    // open is variadic; integer arguments travel the same way on x86-64 and arm64 Linux.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Native(string path, int flags, int mode);
}
