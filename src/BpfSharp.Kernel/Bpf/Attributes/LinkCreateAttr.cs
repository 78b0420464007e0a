// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_LINK_CREATE: 32 bytes; what the last two words mean depends on the attach type: a perf event's cookie; an iterator's link info and its length; a neighbour and a revision (tcx, netkit, cgroup); family and hook, priority and flags (netfilter). Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkCreateAttr
{
    public uint prog_fd, target_fd, attach_type, flags;
    public ulong first, second;
}
