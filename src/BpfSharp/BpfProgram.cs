// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Bpf.Information;
using BpfSharp.Kernel.Handles;
using BpfSharp.Loading;
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>A program in the kernel. Owned by its <see cref="BpfObject"/>.</summary>
public sealed partial class BpfProgram
{
    private const int PacketRoom = 256;
    private readonly BpfObject owner;
    private BpfFd? handle;

    internal BpfProgram(BpfObject owner, ProgramSpec spec)
    {
        this.owner = owner;
        Spec = spec;
    }

    public string Name => Spec.Name;
    public ProgramSpec Spec { get; }

    /// <summary>The kernel file descriptor, owned by this program; -1 before loading and for skipped programs.</summary>
    public int Fd => handle?.Number ?? -1;

    /// <summary>What the verifier said when a log was asked for; empty otherwise.</summary>
    public string VerifierLog { get; private set; } = "";

    internal BpfFd Handle => handle ?? throw new InvalidOperationException($"program {Name} is not loaded");

    public BpfProgramInfo GetInfo()
    {
        var info = default(ProgramInfo);
        if (ObjectCalls.Information(Handle, ref info) is var result and < 0)
        {
            throw Refusal.Of("ask about program", Name, result);
        }

        return new BpfProgramInfo(
            info.id, (ProgramType)info.type, info.name.ToString(), (int)info.xlated_prog_len, (int)info.jited_prog_len, (int)info.verified_insns,
            info.run_time_ns, info.run_cnt, info.recursion_misses, info.btf_id, (int)info.nr_map_ids);
    }

    /// <summary>Runs the program once or more on given input (BPF_PROG_TEST_RUN).</summary>
    public TestRunResult TestRun(ReadOnlySpan<byte> data = default, ReadOnlySpan<byte> context = default, int repeat = 1)
    {
        // Tracing programs must be run once and without a packet; the kernel refuses even empty room for one.
        var output = data.IsEmpty ? [] : new byte[data.Length + PacketRoom];
        var attr = new TestRunAttr { repeat = repeat > 1 ? (uint)repeat : 0 };
        var result = ProgramCalls.TestRun(Handle, data, context, output, ref attr);
        if (result < 0)
        {
            throw Refusal.Of("run program", Name, result, "programs of this type may not be run by hand, or not with this input");
        }

        return new TestRunResult(attr.retval, attr.duration, output[..Math.Min((int)attr.data_size_out, output.Length)]);
    }

    /// <summary>Keeps the program loaded under a path of a BPF file system, which is mounted at /sys/fs/bpf when none is; folders are made.</summary>
    public void Pin(string path)
    {
        if (ObjectCalls.Pin(Handle, PinPath.Prepare(path)) is var result and < 0)
        {
            throw Refusal.Of("pin program", $"{Name} at {path}", result, PinPath.Remedy);
        }
    }

    internal void SetLoaded(LoadedProgram program)
    {
        handle = program.Handle;
        VerifierLog = program.Log;
    }

    internal void Release() => handle?.Dispose();
}
