// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_PROG_TEST_RUN: 80 bytes. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TestRunAttr
{
    public uint prog_fd, retval, data_size_in, data_size_out;
    public ulong data_in, data_out;
    public uint repeat, duration, ctx_size_in, ctx_size_out;
    public ulong ctx_in, ctx_out;
    public uint flags, cpu, batch_size, padding;
}
