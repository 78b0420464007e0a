// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using BpfSharp.Fuzz.Judging;

namespace BpfSharp.Fuzz;

/// <summary>One run: tries inputs, keeps those that did harm, shrunk, a few of each kind.</summary>
internal sealed class Session(string folder, TimeSpan shrinkFor) : IDisposable
{
    private const int KeptOfEachKind = 2;
    private readonly Subject subject = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Dictionary<string, int> harm = new(StringComparer.Ordinal);
    private int count;
    private int objects;
    private (long Ms, string What) slowest;
    private (long Mb, string What) biggest;

    public TimeSpan Elapsed => clock.Elapsed;

    public void Try(string text, string what)
    {
        var verdict = subject.Try(text);
        if (verdict.Kind is "slow" or "hang" or "memory")
        {
            // Once more, with the runtime warm: its own work is not the compiler's, nor is checking the IR, which has no second chance where the subject was ended.
            verdict = subject.Try(verdict.Kind == "hang" ? Mode.WithoutVerifying(text) : text);
        }

        count++;
        objects += verdict.MadeObject ? 1 : 0;
        slowest = verdict.CpuMs > slowest.Ms ? (verdict.CpuMs, what) : slowest;
        biggest = verdict.PeakMb > biggest.Mb ? (verdict.PeakMb, what) : biggest;
        if (verdict.Fault is not null)
        {
            Keep(text, what, verdict);
        }
    }

    /// <summary>Prints the totals; 0 when nothing did harm.</summary>
    public int Report()
    {
        Console.WriteLine($"{count} inputs in {clock.Elapsed.TotalSeconds:F0} s, {objects} objects; slowest {slowest.Ms} ms ({slowest.What}), biggest {biggest.Mb} MB ({biggest.What}); {harm.Values.Sum()} did harm, {harm.Count} kinds");
        return harm.Count == 0 ? 0 : 1;
    }

    public void Dispose() => subject.Dispose();

    private void Keep(string text, string what, Verdict verdict)
    {
        var kind = verdict.Kind;
        harm[kind] = harm.GetValueOrDefault(kind) + 1;
        if (harm[kind] > KeptOfEachKind)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{string.Concat(kind.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}-{harm[kind]}.c");
        File.WriteAllText(file, text);
        Console.WriteLine($"{what}: {verdict.Fault} ({verdict.CpuMs} ms, {verdict.PeakMb} MB, {text.Length} characters): {file}");
        if (shrinkFor > TimeSpan.Zero)
        {
            // The first line says how to compile and stays.
            var head = Mode.Of(text).ToString();
            var body = Mode.IsGiven(text) ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : text;
            var small = head + new Shrinker(candidate => subject.Try(head + candidate).Kind == kind, shrinkFor).Shrink(body);
            File.WriteAllText(file, small);
            Console.WriteLine($"  shrunk to {small.Length} characters");
        }
    }
}
