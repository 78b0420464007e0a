// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;

namespace BpfSharp.Fuzz.Judging;

/// <summary>How an input is compiled. A file says so in its first line, so that it replays: <c>// fuzz: libbpf v4 old relocate preprocess verify</c>.</summary>
/// <param name="IsOld">For a kernel without loops, global data and calls.</param>
/// <param name="Preprocesses">Writes the preprocessed text first, as -E does.</param>
/// <param name="Verifies">Checks the IR after each pass.</param>
internal readonly record struct Mode(Dialect Dialect, int IsaLevel, bool IsOld, bool Relocates, bool Preprocesses, bool Verifies)
{
    private const string Mark = "// fuzz:";

    public static bool IsGiven(string text) => text.StartsWith(Mark, StringComparison.Ordinal);

    public static Mode Of(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var words = IsGiven(text) ? text[Mark.Length..(end < 0 ? text.Length : end)].Split(' ') : [];
        bool Has(string word) => words.Contains(word, StringComparer.Ordinal);
        return new Mode(Has("libbpf") ? Dialect.Libbpf : Has("bcc") ? Dialect.Bcc : Dialect.Auto, Has("v1") ? 1 : Has("v2") ? 2 : Has("v4") ? 4 : 3,
            Has("old"), Has("relocate"), Has("preprocess"), Has("verify"));
    }

    public static string WithoutVerifying(string text) =>
        IsGiven(text) ? (Of(text) with { Verifies = false }) + text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : text;

    public static Mode Any(Random random)
    {
        var isOld = random.Next(6) == 0;
        return new Mode(random.Next(8) == 0 ? (Dialect)random.Next(3) : Dialect.Auto, isOld ? 1 : random.Next(1, 5), isOld, random.Next(2) == 0, random.Next(4) == 0, random.Next(4) == 0);
    }

    public override string ToString() =>
        $"{Mark} {Dialect.ToString().ToLowerInvariant()} v{IsaLevel}{(IsOld ? " old" : "")}{(Relocates ? " relocate" : "")}{(Preprocesses ? " preprocess" : "")}{(Verifies ? " verify" : "")}\n";
}
