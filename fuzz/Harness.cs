// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Fuzz;

/// <summary>Compiles texts and keeps those that did harm: an exception, no diagnostic and no object, too much time or memory.</summary>
/// <remarks>The text at work lies in <c>current.c</c>, so that one that ends the process (stack overflow) is found there.</remarks>
internal sealed class Harness : IDisposable
{
    private const int SlowMs = 2000;
    private const int HangMs = 30_000;
    private const long MemoryLimit = 500L << 20;

    private readonly string folder;
    private readonly KernelTarget kernel = KernelTarget.Running();
    private readonly TargetDescription[] targets;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Dictionary<string, int> harm = new(StringComparer.Ordinal);
    private readonly Timer watchdog;
    private long started = long.MaxValue;
    private int count;
    private int objects;

    public Harness(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        targets = [kernel.DescriptionFor(null), Old(kernel.DescriptionFor(1))];
        watchdog = new Timer(_ => EndWhenHanging(), null, 1000, 1000);
        CCompiler.Compile("int f(void *ctx) { return 0; }", "warm.c", new CompileOptions(), targets[0]);
    }

    public TimeSpan Elapsed => clock.Elapsed;

    public void Try(string text, string kind)
    {
        File.WriteAllText(Path.Combine(folder, "current.c"), text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Volatile.Write(ref started, clock.ElapsedMilliseconds);
        var own = Stopwatch.StartNew();
        string? fault = null;
        try
        {
            fault = Compile(text, targets[count++ % 4 == 3 ? 1 : 0]);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var frame = new StackTrace(e).GetFrames().Select(f => f.GetMethod()).FirstOrDefault(m => m?.DeclaringType?.Namespace?.StartsWith("BpfSharp", StringComparison.Ordinal) == true);
            fault = $"{e.GetType().Name} in {frame?.DeclaringType?.Name}.{frame?.Name}: {e.Message.Split('\n')[0]}";
        }

        Volatile.Write(ref started, long.MaxValue);
        var live = GC.GetTotalMemory(false);
        fault ??= own.ElapsedMilliseconds > SlowMs ? "slow" : live > MemoryLimit ? "memory" : null;
        if (fault is not null)
        {
            Keep(text, kind, fault, own.ElapsedMilliseconds, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    public void Dispose()
    {
        watchdog.Dispose();
        kernel.Dispose();
    }

    public int Report()
    {
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        Console.WriteLine($"{count} inputs, {objects} objects, {harm.Values.Sum()} did harm, {harm.Count} kinds, peak {peak} MB, {clock.Elapsed.TotalSeconds:F0} s");
        return harm.Count == 0 ? 0 : 1;
    }

    private string? Compile(string text, TargetDescription target)
    {
        var result = CCompiler.Compile(text, "fuzz.c", new CompileOptions(), target);
        new DiagnosticRenderer(result.Sources).RenderAll(result.Diagnostics);
        var hasErrors = result.Diagnostics.Any(d => d.Severity == Severity.Error);
        if (result.Object is { } spec)
        {
            objects++;
            ElfWriter.Write(spec);
        }

        return hasErrors == (result.Object is not null) ? "neither object nor error, or both"
            : result.Diagnostics.Any(d => d.Severity == Severity.Error && !d.Span.Start.IsKnown) ? "error without a place: " + result.Diagnostics.First(d => !d.Span.Start.IsKnown).Descriptor.Id
            : null;
    }

    private void Keep(string text, string kind, string fault, long ms, long bytes)
    {
        var key = fault.Split(':')[0];
        harm[key] = harm.GetValueOrDefault(key) + 1;
        if (harm[key] <= 3)
        {
            var file = Path.Combine(folder, $"{harm.Keys.ToList().IndexOf(key)}-{harm[key]}.c");
            File.WriteAllText(file, text);
            Console.WriteLine($"{kind}: {fault} ({ms} ms, {bytes >> 20} MB allocated, {text.Length} characters) {file}");
        }
    }

    private void EndWhenHanging()
    {
        if (clock.ElapsedMilliseconds - Volatile.Read(ref started) is > HangMs and < long.MaxValue / 2)
        {
            Console.WriteLine($"hangs: {Path.Combine(folder, "current.c")}");
            Environment.Exit(1);
        }
    }

    private static TargetDescription Old(TargetDescription target) => new()
    {
        KernelTypes = target.KernelTypes, IsaLevel = 1, KernelVersion = 4 << 16 | 14 << 8, PossibleCpus = target.PossibleCpus, TracepointFormat = target.TracepointFormat,
        KernelConfig = target.KernelConfig, HasBoundedLoops = false, HasGlobalData = false, HasProbeReadKernel = false,
    };
}
