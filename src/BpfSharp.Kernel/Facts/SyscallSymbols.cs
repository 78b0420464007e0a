// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Facts;

/// <summary>How the kernel's functions that implement system calls are called: by "sys_", later by names of the architecture's own.</summary>
/// <remarks>Source: arch/*/include/asm/syscall_wrapper.h and the releases that introduced it.</remarks>
internal static class SyscallSymbols
{
    private static readonly string[] Prefixes =
        ["sys_", "__x64_sys_", "__x32_compat_sys_", "__ia32_compat_sys_", "__ia32_sys_", "__arm64_sys_", "__s390x_sys_", "__s390_sys_", "__riscv_sys_"];

    /// <summary>The function behind a system call on the running kernel: "openat" gives "__x64_sys_openat".</summary>
    public static string FunctionOf(string syscall) => Prefix() + syscall;

    /// <summary>The name spelled for another architecture or release as this kernel spells it; null when it is none of a system call.</summary>
    public static string? Respell(string function)
    {
        foreach (var prefix in Prefixes)
        {
            if (function.StartsWith(prefix, StringComparison.Ordinal))
            {
                return FunctionOf(function[prefix.Length..]);
            }
        }

        return null;
    }

    private static string Prefix() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 when KernelRelease.Code >= KernelRelease.Make(4, 17) => "__x64_sys_",
        Architecture.Arm64 when KernelRelease.Code >= KernelRelease.Make(4, 19) => "__arm64_sys_",
        Architecture.S390x when KernelRelease.Code >= KernelRelease.Make(4, 17) => "__s390x_sys_",
        Architecture.RiscV64 when KernelRelease.Code >= KernelRelease.Make(6, 6) => "__riscv_sys_",
        _ => "sys_",
    };
}
