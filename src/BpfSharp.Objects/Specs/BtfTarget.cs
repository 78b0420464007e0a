// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects;

/// <summary>What kernel BTF must hold for a program that attaches by type to find its target.</summary>
public static class BtfTarget
{
    /// <param name="target">The part after the slash of a section's name.</param>
    /// <returns>Kind and name to look for, and what it is called in messages.</returns>
    public static (BtfKind Kind, string Name, string What) Of(AttachType type, string target) => type switch
    {
        AttachType.TraceRawTp => (BtfKind.Typedef, "btf_trace_" + target, "tracepoint"),
        AttachType.TraceIter => (BtfKind.Function, "bpf_iter_" + target, "iterator"),
        AttachType.LsmMac or AttachType.LsmCgroup => (BtfKind.Function, "bpf_lsm_" + target, "LSM hook"),
        _ => (BtfKind.Function, target, "function"),
    };

    /// <summary>"module:function" looks into one module only.</summary>
    public static (string? Module, string Name) Split(string target)
    {
        var colon = target.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (null, target) : (target[..colon], target[(colon + 1)..]);
    }
}
