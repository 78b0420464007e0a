// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Handles;

namespace BpfSharp;

/// <summary>Has the kernel count run time and runs of every program while it is held (BPF_ENABLE_STATS, Linux 5.8).</summary>
public sealed class BpfStatistics : IDisposable
{
    private readonly BpfFd handle;

    private BpfStatistics(BpfFd handle) => this.handle = handle;

    public static BpfStatistics Enable()
    {
        var result = ObjectCalls.EnableStatistics();
        return result >= 0 ? new BpfStatistics(new BpfFd(result)) : throw Refusal.Of("enable", "run-time statistics", result, "they need Linux 5.8");
    }

    public void Dispose() => handle.Dispose();
}
