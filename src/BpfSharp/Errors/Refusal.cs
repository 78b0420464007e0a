// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel;
using BpfSharp.Kernel.Facts;
using KernelCapabilities = BpfSharp.Kernel.Facts.Capabilities;

namespace BpfSharp.Errors;

/// <summary>Makes exceptions out of negated errno values, with the remedy that fits.</summary>
internal static class Refusal
{
    /// <param name="result">A negated errno.</param>
    /// <param name="remedy">What to do unless the errno is about privileges, which has its own remedy.</param>
    public static BpfException Of(string operation, string name, int result, string? remedy = null) =>
        new(operation, name, -result, (-result is Errno.EPERM or Errno.EACCES ? Privileges() : null) ?? remedy);

    /// <summary>Null when the process has the privileges and the refusal must have another cause.</summary>
    private static string? Privileges()
    {
        var capabilities = KernelCapabilities.Current();
        if (!capabilities.Bpf || !capabilities.Perfmon)
        {
            return "run as root, or give the process CAP_BPF and CAP_PERFMON";
        }

        return Lockdown.State() is "integrity" or "confidentiality" ? "the kernel is locked down and refuses this even to root" : null;
    }
}
