// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Facts;

namespace BpfSharp.Tests.Kernel;

public class FactsTests
{
    [Theory]
    [InlineData("0-3,8", new[] { 0, 1, 2, 3, 8 })]
    [InlineData("0\n", new[] { 0 })]
    [InlineData("", new int[0])]
    [InlineData("x-3", new int[0])]
    public void Reads_cpu_lists(string text, int[] expected) => Assert.Equal(expected, CpuList.Parse(text));

    [Theory]
    [InlineData("6.1.0-13-amd64", 6, 1, 0)]
    [InlineData("5.10.199+", 5, 10, 199)]
    [InlineData("4.19.300", 4, 19, 255)]
    [InlineData("6.18.44-fc-v657", 6, 18, 44)]
    [InlineData("nonsense", 0, 0, 0)]
    public void Reads_releases(string text, int major, int minor, int patch) =>
        Assert.Equal(KernelRelease.Make(major, minor, patch), KernelRelease.Parse(text));

    [Theory]
    [InlineData("sys_openat", "openat")]
    [InlineData("__x64_sys_openat", "openat")]
    [InlineData("__arm64_sys_openat", "openat")]
    [InlineData("do_sys_openat2", null)]
    public void Spells_functions_of_system_calls_as_this_kernel_does(string function, string? syscall) =>
        Assert.Equal(syscall is null ? null : SyscallSymbols.FunctionOf(syscall), SyscallSymbols.Respell(function));

    [SkippableFact]
    public void Finds_functions_that_the_compiler_renamed()
    {
        var renamed = File.ReadLines("/proc/kallsyms").Select(line => line.Split(' ', '\t')[2])
            .FirstOrDefault(name => name.Contains(".isra.", StringComparison.Ordinal) && !name.EndsWith(".cold", StringComparison.Ordinal));
        Skip.If(renamed is null, "the kernel has no such function, or hides its symbols");
        Assert.NotNull(Kallsyms.RenamedByCompiler(renamed![..renamed.IndexOf('.', StringComparison.Ordinal)]));
        Assert.Null(Kallsyms.RenamedByCompiler("no_such_function"));
    }

    [SkippableFact]
    public void Knows_members_of_kernel_structs()
    {
        using var target = KernelTarget.Running();
        Skip.If(target.Types is null, "needs the kernel's BTF");
        Assert.True(target.HasField("task_struct", "comm"));
        Assert.True(target.HasField("page", "mapping"), "a member of an unnamed struct in an unnamed union");
        Assert.False(target.HasField("task_struct", "no_such_member"));
        Assert.False(target.HasField("no_such_struct", "comm"));
    }

    [Fact]
    public void Finds_options_only_at_the_start_of_a_line()
    {
        var config = KernelConfigFile.FromText("# CONFIG_B is not set\nCONFIG_XA=m\nCONFIG_A=y\nCONFIG_S=\"text\"\nCONFIG_N=100");
        Assert.Equal("y", config.Find("CONFIG_A"));
        Assert.Equal("text", config.Find("CONFIG_S"));
        Assert.Equal("100", config.Find("CONFIG_N"));
        Assert.Null(config.Find("CONFIG_B"));
    }

    [Fact]
    public void Reads_capabilities()
    {
        Assert.False(Capabilities.Parse("Name:\tx\nCapEff:\t0000000000000000\n").Bpf);
        Assert.True(Capabilities.Parse("CapEff:\t0000008000000000\n").Bpf);
        Assert.False(Capabilities.Parse("CapEff:\t0000008000000000\n").Perfmon);
        Assert.True(Capabilities.Parse("CapEff:\t0000000000200000").Perfmon);
        Assert.False(Capabilities.Parse("").SysAdmin);
    }

    [Fact]
    public void Reads_lockdown_and_mounts()
    {
        Assert.Equal("integrity", Lockdown.Parse("none [integrity] confidentiality"));
        Assert.Equal("/my tracing", MountTable.Find("proc /proc proc rw 0 0\ntracefs /my\\040tracing tracefs rw 0 0\n", "tracefs"));
        Assert.Null(MountTable.Find("", "bpf"));
    }

    [Fact]
    public void Cuts_and_cleans_object_names() => Assert.Equal("a_b.c_456789012", ObjectName.From("a-b.c/45678901234567").ToString());

    [Fact]
    public void Tracepoint_names_cannot_leave_tracefs() => Assert.Null(Tracefs.EventPath("..", "etc", "id"));
}
