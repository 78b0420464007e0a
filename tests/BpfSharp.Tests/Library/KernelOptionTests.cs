// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Objects;

namespace BpfSharp.Tests.Library;

/// <summary>Variables of section .kconfig in objects we write: each found by its own name, whoever loads them.</summary>
[Collection("kernel objects")]
public sealed class KernelOptionTests : IDisposable
{
    private const string Head = """
        #include "vmlinux.h"
        #include <bpf/bpf_helpers.h>
        char LICENSE[] SEC("license") = "GPL";
        extern int LINUX_KERNEL_VERSION __kconfig;
        extern bool CONFIG_MMU __kconfig;
        extern int CONFIG_HZ __kconfig;
        extern int CONFIG_NR_CPUS __kconfig;
        extern bool CONFIG_NOWHERE __kconfig __weak;

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("kconfig-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableFact]
    public void Several_options_are_read_by_us_and_by_libbpf()
    {
        Needs.Kernel(5, 15);
        var elf = Compile("int result[4]; SEC(\"syscall\") int f(void *ctx) { result[0] = CONFIG_HZ; result[1] = CONFIG_NR_CPUS; result[2] = LINUX_KERNEL_VERSION >> 16; result[3] = CONFIG_NOWHERE + CONFIG_MMU; return 0; }");
        Assert.Equal(["CONFIG_NOWHERE"], ElfReader.Read(elf, "options").WeakExternals);
        using var loaded = BpfObject.FromSpec(ElfReader.Read(elf, "options"));
        loaded.Load();
        loaded.Program("f").TestRun([]);
        using var target = KernelTarget.Running();
        var (hz, cpus) = (int.Parse(target.Config("CONFIG_HZ")!, System.Globalization.CultureInfo.InvariantCulture), int.Parse(target.Config("CONFIG_NR_CPUS")!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((hz, cpus, KernelRelease.Code >> 16, 1), loaded.GetVariable<(int, int, int, int)>("result"));
        Commands.Load(folder, elf);
    }

    [SkippableFact]
    public void Options_no_code_asks_for_are_left_out()
    {
        Needs.Kernel(5, 15);
        var elf = Compile("static int never(void) { return CONFIG_HZ; } SEC(\"syscall\") int f(void *ctx) { return sizeof(int) > 8 ? never() : CONFIG_NR_CPUS; }");
        Assert.Equal(4, ElfReader.Read(elf, "options").Maps.Single(static m => m.Name == ".kconfig").ValueSize);
        Commands.Load(folder, elf);
    }

    [SkippableTheory]
    [InlineData("extern int CONFIG_NO_SUCH __kconfig; SEC(\"syscall\") int f(void *ctx) { return CONFIG_NO_SUCH; }", "settle kernel option CONFIG_NO_SUCH: ESRCH", "declare the variable __weak")]
    [InlineData("extern int CONFIG_NO_SUCH __kconfig __weak; SEC(\"syscall\") int f(void *ctx) { return CONFIG_NO_SUCH; }", null, null)]
    public void Options_that_are_not_set_must_be_weak(string text, string? refusal, string? remedy)
    {
        Needs.Kernel(5, 15);
        using var options = BpfObject.FromSpec(ElfReader.Read(Compile(text), "options"));
        if (refusal is null)
        {
            options.Load();
            return;
        }

        var message = Assert.Throws<BpfException>(() => options.Load()).Message;
        Assert.Contains(refusal, message, StringComparison.Ordinal);
        Assert.Contains(remedy!, message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Values_too_large_for_their_variable_are_refused()
    {
        Needs.Kernel(5, 15);
        using var target = KernelTarget.Running();
        Skip.IfNot(target.Config("CONFIG_HZ") == "250", "needs CONFIG_HZ=250");
        using var options = BpfObject.FromSpec(ElfReader.Read(Compile("SEC(\"syscall\") int f(void *ctx) { return CONFIG_HZ; }", "extern int CONFIG_HZ", "extern signed char CONFIG_HZ"), "options"));
        Assert.Contains("says 250, which does not fit into 1 bytes", Assert.Throws<BpfException>(() => options.Load()).Message, StringComparison.Ordinal);
    }

    private static byte[] Compile(string text, string from = "\0", string to = "")
    {
        using var target = KernelTarget.Running();
        Skip.If(target.Config("CONFIG_HZ") is null, "the kernel's configuration is not to be found");
        var result = CCompiler.Compile(Head.Replace(from, to, StringComparison.Ordinal) + text, "options.c", new CompileOptions { Dialect = Dialect.Libbpf, RecordRelocations = true }, target.DescriptionFor(3));
        Assert.True(result.Object is not null, string.Join("\n", result.Diagnostics.Select(static d => d.Message)));
        return ElfWriter.Write(result.Object);
    }
}
