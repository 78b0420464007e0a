// SPDX-License-Identifier: Apache-2.0
using BpfSharp;
using BpfSharp.RunTime;

// Nanoseconds per run of each program in a folder, compiled by us and by clang: RunTime SOURCES VMLINUX-FOLDER LEVEL ROUNDS. eng/run-time is the way in.
var (folder, headers, level, rounds) = (args[0], args[1], int.Parse(args[2]), int.Parse(args[3]));
using var statistics = BpfStatistics.Enable();
var compilers = new Compilers(headers, level);
var ratios = new List<double>();
Console.WriteLine($"{"ns per run, the best of the rounds",-24} {"ours",9} {"clang",9} {"ratio",7} {"runs",10}");
foreach (var file in Directory.GetFiles(folder, "*.bpf.c").Order(StringComparer.Ordinal))
{
    var name = Path.GetFileName(file)[..^6];
    using var ours = new Measured(compilers.Ours(file));
    using var clang = new Measured(compilers.Clang(file));
    var work = Workloads.For(file);
    for (var round = 0; round < rounds; round++)
    {
        // By turns, so that a busy moment of the machine hits both.
        ours.Measure(work);
        clang.Measure(work);
    }

    if (ours.Best is not { } mine || clang.Best is not { } theirs)
    {
        Console.WriteLine($"{name,-24} the workload does not reach it here");
        continue;
    }

    ratios.Add(mine / theirs);
    Console.WriteLine($"{name,-24} {mine,9:F1} {theirs,9:F1} {mine / theirs,7:F3} {ours.Runs,10}");
}

Console.WriteLine($"{"geometric mean",-24} {"",9} {"",9} {Math.Exp(ratios.Average(Math.Log)),7:F3}");
