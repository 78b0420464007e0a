// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Fuzz.Judging;

/// <summary>Compiles one input as its mode says, through to the object file and back, and judges what came of it.</summary>
internal sealed class Trial : IDisposable
{
    private const string Warm = "BPF_HASH(h, u32, u64);\nint kprobe__f(struct pt_regs *ctx) { u32 key = 0; u64 *v = h.lookup(&key); if (v) *v += 1; return 0; }";
    private readonly KernelTarget kernel = KernelTarget.Running();
    private readonly TargetDescription[] targets;
    private readonly TargetDescription old;

    public Trial()
    {
        targets = [.. Enumerable.Range(1, 4).Select(level => kernel.DescriptionFor(level))];
        old = Old(targets[0]);
        Run(Warm);
    }

    /// <summary>Runs again what was slow or big, since the first time may have paid for the runtime's own work.</summary>
    public Verdict Run(string text)
    {
        var mode = Mode.Of(text);
        var verdict = Once(text, mode);
        if (verdict.Kind is "slow" or "memory" && mode.Verifies)
        {
            // Checking the IR is the test's cost, not the compiler's.
            verdict = Once(text, mode = mode with { Verifies = false });
        }

        return verdict.Kind is "slow" or "memory" && Once(text, mode) is var again && (again.CpuMs < verdict.CpuMs || again.PeakMb < verdict.PeakMb) ? again : verdict;
    }

    /// <summary>Compiles several times, so that the runtime's own work is done, and writes where the last one's time and memory went.</summary>
    public void WritePhases(string text, TextWriter writer)
    {
        const int Times = 4;
        var mode = Mode.Of(text) with { Verifies = false };
        for (var i = 1; i <= Times; i++)
        {
            var phases = new PhaseReport();
            writer.WriteLine(Compile(text, mode, phases, out _) ?? "no fault");
            if (i == Times)
            {
                phases.Write(writer);
            }
        }
    }

    public void Dispose() => kernel.Dispose();

    private Verdict Once(string text, Mode mode)
    {
        Meter.ResetPeak();
        var start = Meter.CpuMs();
        var phases = new PhaseReport();
        var madeObject = false;
        string? fault;
        try
        {
            fault = Compile(text, mode, phases, out madeObject);
        }
        catch (OutOfMemoryException)
        {
            fault = $"memory: more than {Verdict.PeakLimitMb} MB of heap, after {(phases.Phases is [.., var last] ? last.Name : "nothing")}";
        }
#pragma warning disable CA1031 // any exception is what is looked for
        catch (Exception e)
#pragma warning restore CA1031
        {
            fault = Describe(e);
        }

        var (cpu, peak) = (Meter.CpuMs() - start, Meter.PeakMb());
        fault ??= cpu > Verdict.CpuLimitMs(text.Length) ? $"slow: {cpu} ms, {Worst(phases, static p => p.Time.Ticks)}"
            : peak > Verdict.PeakLimitMb ? $"memory: {peak} MB, {Worst(phases, static p => p.AllocatedBytes)}"
            : null;
        return new Verdict(fault, cpu, peak, madeObject);
    }

    private string? Compile(string text, Mode mode, PhaseReport phases, out bool madeObject)
    {
        var target = mode.IsOld ? old : targets[mode.IsaLevel - 1];
        var options = new CompileOptions { Dialect = mode.Dialect, RecordRelocations = mode.Relocates, Phases = phases, VerifiesPasses = mode.Verifies };
        if (mode.Preprocesses)
        {
            CCompiler.Preprocess(text, "fuzz.c", options, target, TextWriter.Null);
            phases.End("preprocess only");
        }

        var result = CCompiler.Compile(text, "fuzz.c", options, target);
        new DiagnosticRenderer(result.Sources).RenderAll(result.Diagnostics);
        using (var json = new Utf8JsonWriter(Stream.Null))
        {
            DiagnosticJson.Write(json, result.Diagnostics, result.Sources);
        }

        phases.End("render diagnostics");
        madeObject = result.Object is not null;
        if (result.Object is { } spec)
        {
            ElfReader.Read(ElfWriter.Write(spec), "fuzz.o");
            phases.End("write and read object");
        }

        var error = result.Diagnostics.FirstOrDefault(d => d.Severity == Severity.Error);
        return error is not null == madeObject ? "neither object nor error, or both"
            : error is { Span.Start.IsKnown: false } ? "error without a place: " + error.Descriptor.Id
            : null;
    }

    // The innermost frame of ours names the finding, so that one cause is one kind.
    private static string Describe(Exception e)
    {
        var frame = new StackTrace(e).GetFrames().Select(static f => f.GetMethod()).FirstOrDefault(static m => m?.DeclaringType?.Namespace?.StartsWith("BpfSharp", StringComparison.Ordinal) == true);
        return $"{e.GetType().Name} in {frame?.DeclaringType?.Name}.{frame?.Name}: {e.Message.Split('\n')[0]}";
    }

    private static string Worst(PhaseReport phases, Func<PhaseReport.Phase, long> cost) =>
        string.Join(", ", phases.Phases.OrderByDescending(cost).Take(2).Select(static p => $"{p.Name} {p.Time.TotalMilliseconds:F0} ms {p.AllocatedBytes >> 20} MB"));

    private static TargetDescription Old(TargetDescription target) => new()
    {
        KernelTypes = target.KernelTypes, IsaLevel = 1, KernelVersion = 4 << 16 | 14 << 8, PossibleCpus = target.PossibleCpus, TracepointFormat = target.TracepointFormat,
        KernelConfig = target.KernelConfig, HasBoundedLoops = false, HasGlobalData = false, HasProbeReadKernel = false, HasAtomicOperations = false,
    };
}
