// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Objects.Btf;
using BpfSharp.Tests.Compiler.Dialects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Diagnostics;

/// <summary>
/// Broken programs and what the compiler says of each. A file has several programs, each behind a line <c>//// name</c>, with options behind a bar, as
/// <see cref="DiagnosticCase"/> has them.
/// </summary>
public class DiagnosticGoldenTests
{
    private const string Folder = "diagnostics";
    private const string Heading = "//// ";

    public static TheoryData<string> Files => Golden.Cases(Folder);

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Broken_programs(string file)
    {
        var kernel = DialectRun.RequireKernel();
        Golden.Check(Folder, file, input => string.Concat(Split(input).Select(p => $"{Heading}{p.Heading}\n{Render(p.Heading, p.Text, kernel)}")));
    }

    private static IEnumerable<(string Heading, string Text)> Split(string input) =>
        input.Split(Heading, StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('\n', 2)).Select(part => (part[0], part[1]));

    private static string Render(string heading, string text, BtfTypes kernel)
    {
        var options = heading.Split(" | ") is [_, var words] ? words.Split(' ') : [];
        var result = DiagnosticCase.Compile(text, options, kernel);
        var shown = new DiagnosticRenderer(result.Sources).RenderAll(result.Diagnostics);
        Assert.Equal(result.Object is null, result.Diagnostics.Any(d => d.Severity == Severity.Error));
        return shown.Length > 0 ? shown : "(nothing to say)\n";
    }
}
