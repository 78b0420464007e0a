// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Facts;

namespace BpfSharp;

/// <summary>What this process may do.</summary>
public static class TracingPrivileges
{
    /// <summary>The capabilities that loading and attaching tracing programs need and this process lacks; empty for root.</summary>
    public static IReadOnlyList<string> Missing()
    {
        var held = Capabilities.Current();
        var missing = new List<string>();
        if (!held.Bpf)
        {
            missing.Add("CAP_BPF");
        }

        if (!held.Perfmon)
        {
            missing.Add("CAP_PERFMON");
        }

        return missing;
    }
}
