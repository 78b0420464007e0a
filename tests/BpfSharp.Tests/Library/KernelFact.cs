// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Facts;

namespace BpfSharp.Tests.Library;

/// <summary>Reasons not to run a test that needs the kernel.</summary>
internal static class Needs
{
    public static void Kernel()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "BPF needs Linux");
        Skip.IfNot(Capabilities.Current().Bpf, "loading programs needs root or CAP_BPF");
    }

    public static void Kernel(int major, int minor)
    {
        Kernel();
        Skip.IfNot(KernelRelease.Code >= KernelRelease.Make(major, minor), $"needs Linux {major}.{minor}");
    }
}
