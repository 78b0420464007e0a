// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using BpfSharp.Compiler;
using BpfSharp.Kernel.Facts;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Library;

/// <summary>Every program in tests/programs compiles and passes the running kernel's verifier at every level, or from v3 or a Linux version on when its
/// first line says so. That line tells what is hard in it.</summary>
[Collection("kernel objects")]
public partial class ProgramCorpusTests
{
    public static TheoryData<string, int> Programs()
    {
        var data = new TheoryData<string, int>();
        var root = Repository.PathOf("tests/programs");
        foreach (var file in Directory.GetFiles(root, "*.c", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            for (var level = File.ReadLines(file).First().StartsWith("// From v3", StringComparison.Ordinal) ? 3 : 1; level <= 4; level++)
            {
                data.Add(Path.GetRelativePath(root, file), level);
            }
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Programs))]
    public void The_verifier_follows_the_proof(string file, int level)
    {
        Needs.Kernel();
        Skip.If(level >= 4 && KernelRelease.Code < KernelRelease.Make(6, 6), "instruction set level 4 needs Linux 6.6");
        var text = File.ReadAllText(Path.Combine(Repository.PathOf("tests/programs"), file));
        var since = FirstLinux().Match(text);
        Skip.If(since.Success && KernelRelease.Code < KernelRelease.Make(int.Parse(since.Groups[1].Value), int.Parse(since.Groups[2].Value)), since.Value);
        using var target = KernelTarget.Running();
        var result = CCompiler.Compile(text, file, new CompileOptions(), target.DescriptionFor(level));
        Assert.True(result.Object is not null, string.Join("\n", result.Diagnostics.Select(d => d.Message)));
        using var loaded = BpfObject.FromSpec(result.Object);
        loaded.Load();
        Assert.All(loaded.Programs, p => Assert.True(p.Fd >= 0));
    }

    [GeneratedRegex(@"^// From Linux (\d+)\.(\d+)[^\n]*")]
    private static partial Regex FirstLinux();
}
