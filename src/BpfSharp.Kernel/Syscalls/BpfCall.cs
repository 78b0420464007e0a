// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Bpf;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>bpf(2) through syscall(2): libc has no wrapper. EPERM without CAP_BPF, EINVAL for what the kernel does not know.</summary>
internal static unsafe partial class BpfCall
{
    private static readonly nint Number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 280 : 321;

    /// <summary>A new descriptor, 0, or a negated errno. EAGAIN from a pending signal during verification is retried.</summary>
    public static int Invoke<T>(BpfCommand command, ref T attr)
        where T : unmanaged
    {
        fixed (T* pointer = &attr)
        {
            for (var attempt = 0; ; attempt++)
            {
                var result = (int)Errno.Result(Native(Number, (nint)command, pointer, (nuint)sizeof(T)));
                if (result != -Errno.EAGAIN || command != BpfCommand.BPF_PROG_LOAD || attempt == 4)
                {
                    return result;
                }
            }
        }
    }

    // SetLastError costs a few nanoseconds per call, which a map lookup can bear.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Native(nint number, nint command, void* attr, nuint size);
}
