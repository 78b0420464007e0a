// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Objects.Btf;
using BpfSharp.Tests.Compiler.Dialects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Diagnostics;

/// <summary>
/// Broken programs and what the compiler says of each. A file has several programs, each behind a line <c>//// name</c>, with options behind a bar:
/// <c>isa=N</c>, <c>version=X.Y</c>, <c>no-kernel</c>, <c>-w</c> and <c>-W…</c> flags.
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
        var result = CCompiler.Compile(text, "test.c", Options(options), Target(options, kernel));
        var shown = new DiagnosticRenderer(result.Sources).RenderAll(result.Diagnostics);
        Assert.Equal(result.Object is null, result.Diagnostics.Any(d => d.Severity == Severity.Error));
        return shown.Length > 0 ? shown : "(nothing to say)\n";
    }

    private static CompileOptions Options(string[] words) => new() { WarningFlags = [.. words.Where(w => w.StartsWith("-W", StringComparison.Ordinal)).Select(w => w[2..])], SuppressWarnings = words.Contains("-w") };

    private static TargetDescription Target(string[] words, BtfTypes kernel)
    {
        var version = Value(words, "version") is { } text ? Version.Parse(text) : new Version(6, 18);
        var code = version.Major << 16 | version.Minor << 8;
        return new TargetDescription
        {
            KernelTypes = words.Contains("no-kernel") ? null : kernel,
            KernelVersion = code,
            PossibleCpus = 4,
            IsaLevel = Value(words, "isa") is { } isa ? int.Parse(isa, CultureInfo.InvariantCulture) : 4,
            HasBoundedLoops = code >= (5 << 16 | 3 << 8),
            HasGlobalData = code >= (5 << 16 | 2 << 8),
            HasProbeReadKernel = code >= (5 << 16 | 5 << 8),
            TracepointNames = static category => category == "syscalls" ? ["sys_enter_openat", "sys_enter_open"] : [],
            TracepointFormat = static (category, name) => (category, name) == ("syscalls", "sys_enter_openat") ? Formats.SysEnterOpenat : null,
        };
    }

    private static string? Value(string[] words, string name) =>
        words.FirstOrDefault(w => w.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
