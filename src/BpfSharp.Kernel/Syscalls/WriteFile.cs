// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>write(2), repeated until all is written. Restarted when a signal interrupts it.</summary>
internal static unsafe partial class WriteFile
{
    /// <summary>0, or a negated errno: EPIPE when nobody reads any more. A descriptor that others made non-blocking is waited for.</summary>
    public static int All(int fd, ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            for (var written = 0; written < data.Length;)
            {
                var result = (int)Errno.Result(Native(fd, start + written, (nuint)(data.Length - written)));
                if (result == -Errno.EAGAIN)
                {
                    Thread.Sleep(1);
                }
                else if (result is < 0 and not -Errno.EINTR)
                {
                    return result;
                }

                written += Math.Max(result, 0);
            }
        }

        return 0;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Native(int fd, byte* data, nuint count);
}
