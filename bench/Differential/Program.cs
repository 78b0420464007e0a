// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Differential.Generation;
using BpfSharp.Differential.Running;

namespace BpfSharp.Differential;

/// <summary>eng/differential --seeds N [--start S] [--out FOLDER] [--no-shrink] [--show]: exit status 1 when a program fails.</summary>
internal static class Program
{
    private const int BatchSize = 50;
    private static readonly TimeSpan ShrinkLimit = TimeSpan.FromSeconds(60);

    public static int Main(string[] arguments)
    {
        var options = Options.Parse(arguments);
        if (options.Show)
        {
            Console.Write(ProgramGenerator.Generate(options.Start).ForBpf());
            return 0;
        }

        Directory.CreateDirectory(options.Output);
        var work = Directory.CreateTempSubdirectory("differential-").FullName;
        try
        {
            return Run(options, work);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static int Run(Options options, string work)
    {
        var comparison = new Comparison(work);
        var kinds = new Dictionary<string, int>();
        for (var at = options.Start; at < options.Start + options.Seeds; at += BatchSize)
        {
            var programs = Enumerable.Range(at, Math.Min(BatchSize, options.Start + options.Seeds - at)).Select(ProgramGenerator.Generate).ToList();
            foreach (var finding in comparison.Check(programs))
            {
                var count = kinds[finding.Kind] = kinds.GetValueOrDefault(finding.Kind) + 1;
                Console.WriteLine($"seed {finding.Program.Seed}: {finding.Kind}: {finding.Detail.Split('\n')[0]}");

                // One small example of a kind is enough to find its cause.
                if (options.Shrink && count == 1)
                {
                    Shrink(finding, new Comparison(work));
                }

                Write(finding, options.Output);
            }

            Console.Error.WriteLine($"{at + programs.Count - options.Start} programs, {kinds.Values.Sum()} failures, {comparison.RefusedForClangToo} refused for clang too");
        }

        foreach (var (kind, count) in kinds.OrderByDescending(k => k.Value))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,6}  {kind}"));
        }

        Console.WriteLine($"{options.Seeds} programs, {kinds.Values.Sum()} failures");
        return kinds.Count == 0 ? 0 : 1;
    }

    private static void Shrink(Finding finding, Comparison comparison) =>
        new Shrinker(finding.Program, p => comparison.Check([p]).Any(f => f.Kind == finding.Kind), ShrinkLimit).Run();

    private static void Write(Finding finding, string folder) =>
        File.WriteAllText(
            Path.Combine(folder, $"{finding.Program.Seed}.c"),
            $"// {finding.Kind}\n// {finding.Detail.Replace("\n", "\n// ", StringComparison.Ordinal)}\n{finding.Program.ForBpf()}");
}
