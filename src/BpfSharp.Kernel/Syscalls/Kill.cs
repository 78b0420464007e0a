// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>kill(2): sends a signal. ESRCH: no such process; EPERM: not ours.</summary>
internal static partial class Kill
{
    public const int SIGKILL = 9, SIGCONT = 18;

    /// <summary>0 or a negated errno.</summary>
    public static int Send(int pid, int signal) => (int)Errno.Result(Native(pid, signal));

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Native(int pid, int signal);
}
