// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Compiler;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Objects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Library;

/// <summary>The objects of tests/matrix/core on this kernel: what they read of it is what user space knows, whoever loads them.</summary>
[Collection("kernel objects")]
public sealed class CoreValuesTests : IDisposable
{
    private const string Compiler = "/usr/bin/gcc";
    private static readonly string Sources = Repository.PathOf("tests", "matrix", "core");
    private readonly string directory = Directory.CreateTempSubdirectory("bpfsharp").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [SkippableTheory]
    [InlineData("values.bpf.c", "libbpf")]
    [InlineData("bcc.c", "bcc-libbpf")]
    public void Libbpf_reads_right_values_with_our_objects(string source, string mode)
    {
        var path = Path.Combine(directory, "object.o");
        File.WriteAllBytes(path, Compile(source));
        Assert.Equal((0, "every value is right\n"), Commands.Run(Host(), mode, path));
    }

    [SkippableTheory]
    [InlineData("values.bpf.c", "map")]
    [InlineData("bcc.c", "bcc-map")]
    public void We_read_right_values_with_our_objects(string source, string mode)
    {
        using var loaded = BpfObject.FromSpec(ElfReader.Read(Compile(source), source));
        loaded.Load();
        loaded.AttachAll();
        var id = loaded.Map("core_answers").Information().id.ToString(CultureInfo.InvariantCulture);
        Assert.Equal((0, "every value is right\n"), Commands.Run(Host(), mode, id));
    }

    [SkippableFact]
    public void Wrong_values_are_told()
    {
        using var loaded = BpfObject.FromSpec(ElfReader.Read(Compile("values.bpf.c"), "values"));
        loaded.Load();
        var id = loaded.Map("core_answers").Information().id.ToString(CultureInfo.InvariantCulture);
        var (code, output) = Commands.Run(Host(), "map", id);
        Assert.Equal(1, code);
        Assert.Contains("inode: wanted", output, StringComparison.Ordinal);
    }

    private static byte[] Compile(string source)
    {
        // values.bpf.c names kernel fields as they are since Linux 6.15; that its object holds on older ones is what the matrix asks.
        Needs.Kernel(source == "values.bpf.c" ? 6 : 5, source == "values.bpf.c" ? 15 : 8);
        using var target = KernelTarget.Running();
        Skip.If(target.Types is null, "this kernel has no BTF");
        var options = new CompileOptions { RecordRelocations = true, IncludeDirectories = [Sources] };
        var result = CCompiler.Compile(File.ReadAllText(Path.Combine(Sources, source)), source, options, target.Description);
        Assert.Empty(result.Diagnostics);
        return ElfWriter.Write(result.Object!);
    }

    private string Host()
    {
        Skip.IfNot(File.Exists(Compiler), "gcc is not installed");
        Skip.IfNot(File.Exists("/usr/include/bpf/libbpf.h"), "libbpf-dev is not installed");
        var host = Path.Combine(directory, "values");
        var (code, output) = Commands.Run(Compiler, "-O1", "-o", host, Path.Combine(Sources, "values.c"), "-lbpf");
        Assert.True(code == 0, output);
        return host;
    }
}
