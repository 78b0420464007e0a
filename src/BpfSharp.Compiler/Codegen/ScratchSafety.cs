// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Which functions may keep locals in per-CPU storage: those of which never two runs are under way on one CPU.</summary>
/// <remarks>
/// Programs may be interrupted, and since Linux 5.11 most may be preempted as well, so that the same program starts again on the CPU before it is over.
/// The kernel itself drops such second runs for kprobes, tracepoints and perf events (bpf_prog_active, kernel/trace/bpf_trace.c: trace_call_bpf), for
/// fentry and its like since 5.12 (__bpf_prog_enter_recur, kernel/bpf/trampoline.c), and for raw tracepoints since 6.2 (__bpf_trace_run); XDP and tc run
/// with softirqs off, so they nest only by bpf_clone_redirect. All others (uprobes, cgroups, sockets, LSM, iterators, struct_ops, sleepable programs) may.
/// A function that is called belongs to one program, or two could be in it; asynchronous callbacks belong to none.
/// </remarks>
internal sealed class ScratchSafety(Module module, TargetDescription target)
{
    private const int CloneRedirect = 13;
    private const int Linux5_12 = 5 << 16 | 12 << 8, Linux6_2 = 6 << 16 | 2 << 8;

    /// <summary>For each function the programs that may be running it; null for "anybody".</summary>
    private Dictionary<Function, HashSet<Function>?>? users;

    public bool IsAlone(Function function)
    {
        users ??= FindUsers();
        return users.GetValueOrDefault(function) is { Count: 1 } programs && IsAlone(programs.First().Program!);
    }

    private bool IsAlone(ProgramAttachment program) => program.Type switch
    {
        ProgramType.Tracepoint or ProgramType.PerfEvent => true,
        ProgramType.Kprobe => !program.IsGuess && (program.SectionName.StartsWith("kprobe", StringComparison.Ordinal) || program.SectionName.StartsWith("kretprobe", StringComparison.Ordinal)
            || program.SectionName.StartsWith("ksyscall", StringComparison.Ordinal) || program.SectionName.StartsWith("kretsyscall", StringComparison.Ordinal)),
        ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => target.KernelVersion >= Linux6_2,
        ProgramType.Tracing when program.AttachType == AttachType.TraceRawTp => target.KernelVersion >= Linux6_2,
        ProgramType.Tracing => program.Flags == 0 && target.KernelVersion >= Linux5_12
            && program.AttachType is AttachType.TraceFentry or AttachType.TraceFexit or AttachType.ModifyReturn,
        ProgramType.Xdp or ProgramType.SchedCls or ProgramType.SchedAct => !module.Functions.Exists(static f => f.Any(static o => o.Code == OpCode.HelperCall && o.HelperId == CloneRedirect)),
        _ => false,
    };

    private Dictionary<Function, HashSet<Function>?> FindUsers()
    {
        var found = new Dictionary<Function, HashSet<Function>?>();
        foreach (var function in module.Functions)
        {
            if (function.Program is not null)
            {
                Enter(function, function);
            }
        }

        // Addresses are handed to helpers: loops call back at once, timers later.
        foreach (var address in module.Functions.SelectMany(static f => f.Collect(static o => o.Code == OpCode.FunctionAddress)))
        {
            found[(Function)address.Symbol!] = null;
        }

        return found;

        void Enter(Function program, Function function)
        {
            if (!found.TryGetValue(function, out var programs))
            {
                found.Add(function, programs = []);
            }

            if (programs!.Add(program))
            {
                function.Collect(static o => o.Code == OpCode.Call).ForEach(call => Enter(program, (Function)call.Symbol!));
            }
        }
    }
}
