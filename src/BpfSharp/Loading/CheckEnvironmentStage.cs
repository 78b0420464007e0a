// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel;
using BpfSharp.Kernel.Facts;
using KernelCapabilities = BpfSharp.Kernel.Facts.Capabilities;

namespace BpfSharp.Loading;

/// <summary>Says what is missing before the kernel says EPERM.</summary>
internal sealed class CheckEnvironmentStage : ILoadStage
{
    public void Run(LoadContext context)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new BpfNotSupportedException("load", context.Spec.Name, "BPF system call", null, "BpfSharp loads programs on Linux only");
        }

        var capabilities = KernelCapabilities.Current();
        if (!capabilities.Bpf && context.Token is null)
        {
            throw new BpfException("load", context.Spec.Name, Errno.EPERM, "run as root, or give the process CAP_BPF and CAP_PERFMON");
        }
    }
}
