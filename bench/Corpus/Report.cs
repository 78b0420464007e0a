// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Corpus;

/// <param name="OursWithHeader">Ours with the generated vmlinux.h, when asked for.</param>
internal sealed record Row(Unit Unit, Compiled Clang, Compiled Ours, Compiled? OursWithHeader);

/// <summary>The tables: what compiles and loads, then geomeans of ours over clang's with the worst of each.</summary>
internal sealed class Report(List<Row> rows, Options options, string clang)
{
    public void Print()
    {
        Console.WriteLine($"{rows.Count} programs, -mcpu={options.Cpu}; the rival is {clang}");
        PrintCoverage();
        var both = rows.FindAll(static r => r.Clang.Object is not null && r.Ours.Object is not null);
        Console.WriteLine($"\n{"ours / clang's",-44} {"n",5} {"geomean",8} {"median",8} {"max",8} {"sum clang",12} {"sum ours",12} {"ratio",7}");
        Compare("instructions per object", both.Select(static r => (r.Unit.Name, (double)r.Clang.Instructions, (double)r.Ours.Instructions)));
        if (options.Load)
        {
            var loaded = (from r in both
                          from v in r.Clang.Verdicts
                          where v.Value.Loads && r.Ours.Verdicts.GetValueOrDefault(v.Key) is { Loads: true }
                          select (Name: r.Unit.Name + ":" + v.Key, Clang: v.Value, Ours: r.Ours.Verdicts[v.Key])).ToList();
            Compare("instructions the verifier went through", loaded.Select(static p => (p.Name, (double)p.Clang.Verified, (double)p.Ours.Verified)));
            Compare("bytes of machine code", loaded.Select(static p => (p.Name, (double)p.Clang.Jited, (double)p.Ours.Jited)));
        }

        Compare("compile: CPU ms, whole process", both.Select(static r => (r.Unit.Name, r.Clang.Usage.CpuMs, r.Ours.Usage.CpuMs)));
        Compare("compile: wall ms, whole process", both.Select(static r => (r.Unit.Name, r.Clang.Usage.WallMs, r.Ours.Usage.WallMs)));
        Compare("compile: peak MB", both.Select(static r => (r.Unit.Name, r.Clang.Usage.PeakMb, r.Ours.Usage.PeakMb)));
        if (options.WithHeader)
        {
            var header = both.FindAll(static r => r.OursWithHeader?.Object is not null);
            Compare("with vmlinux.h for both: CPU ms", header.Select(static r => (r.Unit.Name, r.Clang.Usage.CpuMs, r.OursWithHeader!.Usage.CpuMs)));
            Compare("with vmlinux.h for both: wall ms", header.Select(static r => (r.Unit.Name, r.Clang.Usage.WallMs, r.OursWithHeader!.Usage.WallMs)));
            Compare("with vmlinux.h for both: peak MB", header.Select(static r => (r.Unit.Name, r.Clang.Usage.PeakMb, r.OursWithHeader!.Usage.PeakMb)));
        }
    }

    private void PrintCoverage()
    {
        Console.WriteLine($"\n{"group",-24} {"programs",9} {"clang",7} {"ours",7} {"both",7}");
        foreach (var group in rows.GroupBy(static r => r.Unit.Group))
        {
            Console.WriteLine($"{group.Key,-24} {group.Count(),9} {group.Count(static r => r.Clang.Object is not null),7} {group.Count(static r => r.Ours.Object is not null),7} {group.Count(static r => r.Clang.Object is not null && r.Ours.Object is not null),7}");
        }

        foreach (var row in rows.Where(static r => r.Ours.Object is null || r.OursWithHeader is { Object: null }))
        {
            Console.WriteLine($"  {(row.Clang.Object is null ? "neither compiles" : "ours does not compile")} {row.Unit.Name}: {(row.Ours.Object is null ? row.Ours.Error : "with vmlinux.h: " + row.OursWithHeader!.Error)}");
        }

        if (options.Load)
        {
            PrintLoads();
        }
    }

    private void PrintLoads()
    {
        var theirs = rows.SelectMany(static r => r.Clang.Verdicts.Select(v => (Row: r, Name: v.Key, Verdict: v.Value))).ToList();
        var loading = theirs.FindAll(static t => t.Verdict.Loads);
        var kept = loading.Where(static t => t.Row.Ours.Verdicts.GetValueOrDefault(t.Name) is { Loads: true }).ToList();
        Console.WriteLine($"\nprograms inside: clang's {theirs.Count}, of which {loading.Count} load and {theirs.Count(static t => t.Verdict.IsUnknown)} may not be tried here; ours load {kept.Count} of those {loading.Count}");
        foreach (var (row, name, _) in loading.Except(kept))
        {
            Console.WriteLine($"  ours does not load {row.Unit.Name}:{name}: {(row.Ours.Verdicts.TryGetValue(name, out var mine) ? mine.Reason : "there is no such program")}");
        }
    }

    private void Compare(string what, IEnumerable<(string Name, double Clang, double Ours)> figures)
    {
        var pairs = figures.Where(static f => f is { Clang: > 0, Ours: > 0 }).Select(static f => (f.Name, f.Clang, f.Ours, Ratio: f.Ours / f.Clang)).OrderByDescending(static f => f.Ratio).ToList();
        if (pairs.Count == 0)
        {
            Console.WriteLine($"{what,-44} nothing to compare");
            return;
        }

        var geomean = Math.Exp(pairs.Average(static p => Math.Log(p.Ratio)));
        var (theirs, ours) = (pairs.Sum(static p => p.Clang), pairs.Sum(static p => p.Ours));
        Console.WriteLine($"{what,-44} {pairs.Count,5} {geomean,8:F3} {pairs[pairs.Count / 2].Ratio,8:F3} {pairs[0].Ratio,8:F3} {theirs,12:F0} {ours,12:F0} {ours / theirs,7:F3}");
        foreach (var pair in pairs.Take(options.Top).TakeWhile(static p => p.Ratio > 1))
        {
            Console.WriteLine($"    {pair.Ratio,6:F2}  {pair.Clang,9:F0} -> {pair.Ours,-9:F0} {pair.Name}");
        }
    }
}
