// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using BpfSharp;
using BpfSharp.Bench;
using BpfSharp.Compiler;
using BpfSharp.Objects.Btf;
using BpfSharp.Tools;

// Times pieces inside one process: the minimum and median of several runs after a warm-up, and the bytes one run allocates.
// Whole processes and rivals are timed by eng/bench.
// --program LINES writes the C text that compilers are timed with.
if (args is ["--program", var length])
{
    Console.Write(BigProgram.Make(int.Parse(length, CultureInfo.InvariantCulture)));
    return 0;
}

// bench load HOST OBJECT…: against libbpf, see LoadingBench.
if (args is ["load", var host, .. var objects])
{
    return objects.Sum(o => LoadingBench.Run(host, o));
}

if (args is ["load-once", var one, .. var without])
{
    return LoadingBench.RunOnce(one, without);
}

const string Vmlinux = "/sys/kernel/btf/vmlinux";
var bytes = File.ReadAllBytes(Vmlinux);
using var target = KernelTarget.Running();

Console.WriteLine($"{"",-34} {"min ms",10} {"median ms",10} {"allocated KB",14}");
Measure("kernel BTF: index", 40, () => BtfTypes.Parse(bytes));
Measure("kernel BTF: index, find task_struct", 40, () => BtfTypes.Parse(bytes).Find(BtfKind.Struct, "task_struct"));
foreach (var tool in ToolCatalog.All)
{
    var options = new CompileOptions { Defines = ["BUFFER_PAGES=64", "MAX_ARGS=20"], Headers = tool.Headers };
    Measure($"compile {tool.Name}", 20, () => CCompiler.Compile(tool.Source, tool.Name + ".bpf.c", options, target.Description).Object
        ?? throw new InvalidOperationException(tool.Name + " does not compile"));
}

foreach (var lines in (ReadOnlySpan<int>)[5_000, 10_000])
{
    var text = BigProgram.Make(lines);
    Measure($"compile {lines} lines", 3, () => CCompiler.Compile(text, "big.bpf.c", new CompileOptions(), target.Description).Object
        ?? throw new InvalidOperationException("the big program does not compile"));
}

return 0;

static void Measure<T>(string what, int runs, Func<T> action)
{
    action();
    var times = new double[runs];
    var before = GC.GetAllocatedBytesForCurrentThread();
    for (var i = 0; i < runs; i++)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / runs / 1024;
    Array.Sort(times);
    Console.WriteLine($"{what,-34} {times[0],10:F2} {times[runs / 2],10:F2} {allocated,14}");
}
