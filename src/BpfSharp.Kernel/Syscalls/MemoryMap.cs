// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Handles;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>mmap(2) and munmap(2). EPERM: the file's owner forbids this protection; EINVAL: the file cannot be mapped at all.</summary>
internal static unsafe partial class MemoryMap
{
    public const int PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 1, MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20, MAP_FIXED_NOREPLACE = 0x100000;

    /// <summary>Null with a negated errno when the kernel refuses.</summary>
    public static Mapping? Map(SafeHandle fd, nuint length, int protection, int flags, long offset, out int error) =>
        Wrap(Native(0, length, protection, flags, fd, offset), length, out error);

    /// <summary>An arena, at the address its programs see it at when one is fixed (0 lets the kernel choose).</summary>
    public static Mapping? MapArena(SafeHandle fd, nuint length, ulong address, out int error) =>
        Wrap(Native((nint)address, length, PROT_READ | PROT_WRITE, address == 0 ? MAP_SHARED : MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0), length, out error);

    /// <summary>Zeroed memory outside the managed heap.</summary>
    public static Mapping? MapAnonymous(nuint length, out int error) =>
        Wrap(NativeAnonymous(0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), length, out error);

    public static int Unmap(nint address, nuint length) => NativeUnmap(address, length);

    private static Mapping? Wrap(nint address, nuint length, out int error)
    {
        error = address == -1 ? -Marshal.GetLastPInvokeError() : 0;
        return address == -1 ? null : new Mapping(address, length);
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Native(nint address, nuint length, int protection, int flags, SafeHandle fd, long offset);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint NativeAnonymous(nint address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int NativeUnmap(nint address, nuint length);
}
