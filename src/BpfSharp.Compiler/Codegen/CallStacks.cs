// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Warns of chains of calls whose frames together are more than the kernel's stack; each alone is <see cref="FrameLayout"/>'s business.</summary>
/// <remarks>As check_max_stack_depth in kernel/bpf/verifier.c counts: callbacks are calls, but those of timers start on a stack of their own.</remarks>
internal sealed class CallStacks(TargetDescription target, DiagnosticBag diagnostics)
{
    private const int TimerSetCallback = 170;

    /// <summary>The first kernel with stacks of their own for each function (bpf_enable_priv_stack): of programs that trace.</summary>
    private const int PrivateStacks = 0x060d00;

    private readonly Dictionary<Function, int> frames = [];
    private readonly Dictionary<Function, (int Depth, Function? Next)> deepest = [];

    public void Add(Function function, int frame) => frames[function] = Rounded(frame);

    public void Check(Module module)
    {
        foreach (var function in module.Functions)
        {
            if (function.Program is { } program && Deepest(function) is var chain && chain.Depth > FrameLayout.Limit && chain.Next is not null)
            {
                Report(function, chain.Depth, HasPrivateStacks(program.Type));
            }
        }
    }

    /// <param name="hasPrivate">Newer kernels count each function alone.</param>
    private void Report(Function program, int depth, bool hasPrivate)
    {
        if (hasPrivate && target.KernelVersion >= PrivateStacks)
        {
            return;
        }

        var names = new List<string>();
        for (var function = program; function is not null; function = deepest[function].Next)
        {
            names.Add($"'{function.Name}' {frames[function]}");
        }

        var limit = hasPrivate ? $"kernels before 6.13 have {FrameLayout.Limit}" : $"the kernel has {FrameLayout.Limit}";
        diagnostics.Report(CodegenDiagnostics.CombinedStack, SourceSpan.At(program.Source?.Span.Start ?? default), depth, limit, string.Join(", ", names));
    }

    private (int Depth, Function? Next) Deepest(Function function)
    {
        if (deepest.TryGetValue(function, out var known))
        {
            return known;
        }

        var own = frames.GetValueOrDefault(function);
        deepest[function] = (own, null); // recursion ends here
        var found = (Depth: own, Next: (Function?)null);
        foreach (var callee in Callees(function))
        {
            if (own + Deepest(callee).Depth is var depth && depth > found.Depth)
            {
                found = (depth, callee);
            }
        }

        return deepest[function] = found;
    }

    private static IEnumerable<Function> Callees(Function function)
    {
        foreach (var operation in function.Collect(static o => o.Code is OpCode.Call or OpCode.FunctionAddress))
        {
            if (operation.Symbol is Function callee && (operation.Code == OpCode.Call || IsCalledBack(operation)))
            {
                yield return callee;
            }
        }
    }

    private static bool IsCalledBack(Operation address)
    {
        foreach (var user in address.Users)
        {
            if (user.Code == OpCode.HelperCall && user.HelperId != TimerSetCallback)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasPrivateStacks(ProgramType type) =>
        type is ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent or ProgramType.RawTracepoint or ProgramType.Tracing or ProgramType.Lsm or ProgramType.StructOps;

    private static int Rounded(int frame) => (frame + 15) / 16 * 16;
}
