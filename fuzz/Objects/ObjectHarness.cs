// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Core;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Fuzz.Objects;

/// <summary>Reads objects and everything in them, and keeps those that did harm: an exception that names no fault of the file, too much time or memory.</summary>
/// <remarks>The file at work lies in <c>current.o</c>, so that one that ends the process is found there. Nothing goes to the kernel.</remarks>
internal sealed class ObjectHarness : IDisposable
{
    private const int SlowMs = 2000, HangMs = 30_000;
    private const long SmallestBudget = 64L << 20, BytesPerByte = 256;

    private readonly string folder;
    private readonly KernelTarget kernel = KernelTarget.Running();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Dictionary<string, int> harm = new(StringComparer.Ordinal);
    private readonly Timer watchdog;
    private long started = long.MaxValue;
    private int count;
    private int read;

    public ObjectHarness(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        watchdog = new Timer(_ => EndWhenHanging(), null, 1000, 1000);
    }

    public TimeSpan Elapsed => clock.Elapsed;

    public void Try(byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(folder, "current.o"), bytes);
        count++;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Volatile.Write(ref started, clock.ElapsedMilliseconds);
        var own = Stopwatch.StartNew();
        string? fault = null;
        try
        {
            Use(ElfReader.Read(bytes, "fuzz.o"));
            read++;
        }
        catch (ObjectFormatException)
        {
            // A clear error is what is asked for.
        }
        catch (Exception e)
        {
            var frame = new StackTrace(e).GetFrames().Select(f => f.GetMethod()).FirstOrDefault(m => m?.DeclaringType?.Namespace?.StartsWith("BpfSharp", StringComparison.Ordinal) == true);
            fault = $"{e.GetType().Name} in {frame?.DeclaringType?.Name}.{frame?.Name}: {e.Message.Split('\n')[0]}";
        }

        Volatile.Write(ref started, long.MaxValue);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        fault ??= own.ElapsedMilliseconds > SlowMs ? "slow" : allocated > SmallestBudget + bytes.Length * BytesPerByte ? "memory" : null;
        if (fault is not null)
        {
            Keep(bytes, fault, own.ElapsedMilliseconds, allocated);
        }
    }

    public int Report()
    {
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        Console.WriteLine($"{count} objects, {read} still readable, {harm.Values.Sum()} did harm, {harm.Count} kinds, peak {peak} MB, {clock.Elapsed.TotalSeconds:F0} s");
        return harm.Count == 0 ? 0 : 1;
    }

    public void Dispose()
    {
        watchdog.Dispose();
        kernel.Dispose();
    }

    /// <summary>What commands do with an object: list, resolve for a kernel, write again.</summary>
    private void Use(ObjectSpec spec)
    {
        foreach (var code in spec.Programs.Concat<CodeSpec>(spec.Subprograms))
        {
            CodeListing.Of(code);
        }

        if (!spec.Btf.IsEmpty && kernel.Types is { } types)
        {
            Resolve(spec, new CoreResolver(BtfTypes.Parse(spec.Btf), types));
        }

        ElfWriter.Write(spec);
    }

    private static void Resolve(ObjectSpec spec, CoreResolver resolver)
    {
        foreach (var relocation in spec.Programs.Concat<CodeSpec>(spec.Subprograms).SelectMany(c => c.CoreRelocations))
        {
            try
            {
                resolver.Resolve(relocation);
            }
            catch (FormatException)
            {
                // As for the reader.
            }
        }
    }

    private void Keep(byte[] bytes, string fault, long ms, long allocated)
    {
        var key = fault.Split(':')[0];
        harm[key] = harm.GetValueOrDefault(key) + 1;
        if (harm[key] <= 3)
        {
            var file = Path.Combine(folder, $"object-{harm.Keys.ToList().IndexOf(key)}-{harm[key]}.o");
            File.WriteAllBytes(file, bytes);
            Console.WriteLine($"{fault} ({ms} ms, {allocated >> 20} MB allocated, {bytes.Length} bytes) {file}");
        }
    }

    private void EndWhenHanging()
    {
        if (clock.ElapsedMilliseconds - Volatile.Read(ref started) is > HangMs and < long.MaxValue / 2)
        {
            Console.WriteLine($"hangs: {Path.Combine(folder, "current.o")}");
            Environment.Exit(1);
        }
    }
}
