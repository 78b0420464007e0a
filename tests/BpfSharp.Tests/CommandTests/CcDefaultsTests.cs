// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.CommandTests;

/// <summary>What cc assumes of the kernels that will load its objects.</summary>
public class CcDefaultsTests
{
    // A load that extends the sign is one instruction at v4 and two below.
    private const string Text = "int seen; SEC(\"xdp\") int f(void *ctx) { int *at = &seen; long wide = *(volatile int *)at; return wide > -5 ? wide : 0; } char L[] SEC(\"license\") = \"GPL\";";

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true, "-mcpu=v4")]
    [InlineData(false, "-mcpu=v2")]
    public void Objects_are_for_older_kernels_too_unless_a_flag_says_otherwise(bool isNew, params string[] flags)
    {
        using var folder = new TemporaryFolder();
        var source = folder.Write("f.c", "#include <bpf/bpf_helpers.h>\n" + Text);
        var result = Cli.Run(["cc", .. flags, "-S", source, "-o", "-"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(isNew, result.Output.Contains("(s32", StringComparison.Ordinal));
    }
}
