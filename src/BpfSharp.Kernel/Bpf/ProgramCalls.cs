// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Bpf;

/// <summary>The program and BTF commands of bpf(2).</summary>
internal static unsafe class ProgramCalls
{
    public static int Load(ref ProgramLoadAttr attr) => BpfCall.Invoke(BpfCommand.BPF_PROG_LOAD, ref attr);

    /// <summary>Keeps a map alive as long as the program, which need not use it. Linux 5.10.</summary>
    public static int BindMap(BpfFd program, BpfFd map)
    {
        using var programFd = program.Lease();
        using var mapFd = map.Lease();
        var attr = new BindMapAttr { prog_fd = (uint)programFd.Value, map_fd = (uint)mapFd.Value };
        return BpfCall.Invoke(BpfCommand.BPF_PROG_BIND_MAP, ref attr);
    }

    /// <summary>Runs a program on <paramref name="data"/>; <paramref name="output"/> takes the packet after the run.</summary>
    public static int TestRun(BpfFd program, ReadOnlySpan<byte> data, ReadOnlySpan<byte> context, Span<byte> output, ref TestRunAttr attr)
    {
        using var fd = program.Lease();
        fixed (byte* input = data, contextBytes = context, outputBytes = output)
        {
            attr.prog_fd = (uint)fd.Value;
            attr.data_in = (ulong)input;
            attr.data_size_in = (uint)data.Length;
            attr.data_out = (ulong)outputBytes;
            attr.data_size_out = (uint)output.Length;
            attr.ctx_in = (ulong)contextBytes;
            attr.ctx_size_in = (uint)context.Length;
            return BpfCall.Invoke(BpfCommand.BPF_PROG_TEST_RUN, ref attr);
        }
    }
}
