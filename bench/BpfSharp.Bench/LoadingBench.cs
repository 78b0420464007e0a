// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using BpfSharp;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Bench;

/// <summary>Opens, loads and closes one object in turns with libbpf's host (eng/loaders), each the whole way from the file. Programs that this kernel refuses are left out by both.</summary>
internal static class LoadingBench
{
    private const int Rounds = 31;

    public static int Run(string host, string path)
    {
        var refused = new List<string>();
        Load(path, refused, isTrial: true);
        using var rival = Start(host, path, refused);
        var (ours, theirs) = (new double[Rounds], new double[Rounds]);
        for (var round = -2; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            Load(path, refused, isTrial: false);
            var mine = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            rival.StandardInput.WriteLine();
            var answer = long.Parse(rival.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            if (answer < 0)
            {
                Console.WriteLine($"{Path.GetFileName(path)}: libbpf does not load it: errno {-answer}");
                return 1;
            }

            // The first rounds warm both up.
            if (round >= 0)
            {
                (ours[round], theirs[round]) = (mine, answer / 1000.0);
            }
        }

        rival.StandardInput.Close();
        rival.WaitForExit();
        Console.WriteLine($"{Path.GetFileName(path),-28} {"min ms",10} {"median ms",10}   ({new FileInfo(path).Length >> 10} KB, {refused.Count} programs left out)");
        Report("in a running process", ours, theirs);
        for (var round = 0; round < Rounds; round++)
        {
            ours[round] = Whole(new ProcessStartInfo(Environment.ProcessPath!, ["load-once", path, .. refused]));
            theirs[round] = Whole(new ProcessStartInfo(host, ["times", path, .. refused]));
        }

        Report("whole processes", ours, theirs);
        return 0;
    }

    /// <summary>One load and no more, as a tool does it.</summary>
    public static int RunOnce(string path, string[] refused)
    {
        Load(path, [.. refused], isTrial: false);
        return 0;
    }

    private static void Report(string how, double[] ours, double[] theirs)
    {
        Array.Sort(ours);
        Array.Sort(theirs);
        Console.WriteLine($"  {how}: bpfsharp {ours[0],10:F2} {ours[Rounds / 2],10:F2}");
        Console.WriteLine($"  {"".PadRight(how.Length)}  libbpf   {theirs[0],10:F2} {theirs[Rounds / 2],10:F2}   ratio {ours[Rounds / 2] / theirs[Rounds / 2]:F2}");
    }

    /// <summary>From start to exit; one line is what the host loads once for.</summary>
    private static double Whole(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardInput.WriteLine();
        process.StandardInput.Close();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(began).TotalMilliseconds : throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}");
    }

    private static void Load(string path, List<string> refused, bool isTrial)
    {
        var spec = ElfReader.Read(File.ReadAllBytes(path), Path.GetFileNameWithoutExtension(path));
        foreach (var map in spec.Maps)
        {
            // What the host gives maps whose sizes their own tools choose.
            map.PinPath = null;
            map.ValueSize = map.Type == MapType.StackTrace && map.ValueSize == 0 ? 127 * 8 : map.ValueSize;
            map.MaxEntries = map.MaxEntries == 0 && map.Type is MapType.Hash or MapType.Array or MapType.StackTrace or MapType.LruHash ? 1 : map.MaxEntries;
        }

        using var loaded = BpfObject.FromSpec(spec);
        loaded.Load(new LoadOptions { SkippedPrograms = refused, OnRefused = isTrial ? (program, _) => refused.Add(program.Name) : null });
    }

    private static Process Start(string host, string path, List<string> refused)
    {
        var start = new ProcessStartInfo(host, ["times", path, .. refused]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }
}
