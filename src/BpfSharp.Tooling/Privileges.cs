// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tooling;

/// <summary>What tracing needs of the process.</summary>
public static class Privileges
{
    /// <exception cref="PrivilegeException">Neither root's capabilities nor CAP_BPF with CAP_PERFMON; the message says which is missing.</exception>
    public static void Require()
    {
        var missing = TracingPrivileges.Missing();
        if (missing.Count > 0)
        {
            throw new PrivilegeException($"needs {string.Join(" and ", missing)}, which this process lacks: run it as root (sudo)");
        }
    }
}
