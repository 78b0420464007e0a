// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Gen;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects.Btf;
using BpfSharp.Tests.CommandTests;
using BpfSharp.Tests.Compiler.Dialects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Diagnostics;

/// <summary>The page of each diagnostic: its first text brings this one and no other, its second nothing at all.</summary>
public class DiagnosticExplanationTests
{
    public static TheoryData<string> Areas => [.. Files];

    private static IEnumerable<string> Files => Directory.GetFiles(Repository.PathOf("gen", "diagnostics"), "*.md").Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    [SkippableTheory]
    [MemberData(nameof(Areas))]
    public void Examples_are_right(string area)
    {
        var kernel = DialectRun.RequireKernel();
        var faults = Read(area).SelectMany(e => FaultsOf(e, kernel)).ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void What_no_example_shows_has_a_test()
    {
        var tests = typeof(DiagnosticExplanationTests).Assembly.GetTypes().SelectMany(static t => t.GetMethods()).Where(static m => m.GetCustomAttributes(typeof(FactAttribute), true).Length > 0)
            .Select(static m => $"{m.DeclaringType!.Name}.{m.Name}").ToHashSet(StringComparer.Ordinal);
        foreach (var explanation in Files.SelectMany(Read))
        {
            var test = explanation.Options.FirstOrDefault(static o => o.StartsWith("by=", StringComparison.Ordinal));
            Assert.True(test is null ? explanation.Parts.Exists(static p => p.IsCode) : tests.Contains(test["by=".Length..]), $"{explanation.Id}: no example, and no test {test}");
        }
    }

    [Fact]
    public void All_are_explained()
    {
        foreach (var descriptor in DiagnosticCatalogue.All)
        {
            var page = DiagnosticExplanations.Find(descriptor.Id);
            Assert.NotNull(page);
            Assert.StartsWith(descriptor.Id + "\n", page, StringComparison.Ordinal);
            Assert.DoesNotContain("```", page, StringComparison.Ordinal);
        }

        Assert.Null(DiagnosticExplanations.Find("BS9999"));
        Assert.Equal(DiagnosticExplanations.Find("BS0500"), DiagnosticExplanations.Find("bs0500"));
    }

    [Fact]
    public void A_page_is_text()
    {
        Assert.Equal(
            """
            BS0554
            error: atomic operation on … bytes; BPF has them for 4 and 8

            BPF has atomic operations on 4 and on 8 bytes only.

                static short count;
                int f(void *ctx) { __sync_fetch_and_add(&count, 1); return 0; }

            Give the variable 4 or 8 bytes.

                static int count;
                int f(void *ctx) { __sync_fetch_and_add(&count, 1); return 0; }

            """,
            DiagnosticExplanations.Find("BS0554"));
    }

    private static List<DiagnosticExplanation> Read(string area) => DiagnosticExplanation.Read(Repository.PathOf("gen", "diagnostics", area));

    private static IEnumerable<string> FaultsOf(DiagnosticExplanation explanation, BtfTypes kernel)
    {
        if (DiagnosticCase.Value(explanation.Options, "types") is { } since && KernelRelease.Code < KernelRelease.Parse(since))
        {
            yield break;
        }

        var texts = explanation.Parts.Where(static p => p.IsCode).Select(static p => p.Text).ToList();
        for (var i = 0; i < texts.Count; i++)
        {
            var said = Said(texts[i], explanation.Options, kernel);
            if (i > 1 || !(i == 0 ? [explanation.Id] : Array.Empty<string>()).SequenceEqual(said.Select(static d => d.Descriptor.Id).Distinct()))
            {
                yield return $"{explanation.Id}, text {i + 1}: {string.Join("; ", said.Select(static d => $"{d.Descriptor.Id} {d.Message}"))}";
            }
        }
    }

    private static IReadOnlyList<Diagnostic> Said(string text, string[] options, BtfTypes kernel)
    {
        if (options.FirstOrDefault(static o => o.StartsWith("file=", StringComparison.Ordinal)) is not { } file)
        {
            return DiagnosticCase.Compile(text, options, kernel).Diagnostics;
        }

        using var folder = new TemporaryFolder();
        return DiagnosticCase.Compile(text, options, kernel, folder.Write(file["file=".Length..], text)).Diagnostics;
    }
}
