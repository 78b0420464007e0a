// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;

namespace BpfSharp.Tests.Compiler.Diagnostics;

public class CommandLineWarningsTests
{
    [Theory]
    [InlineData("all")]
    [InlineData("no-unused-function")]
    [InlineData("error=return-type")]
    [InlineData("no-error=gnu-variable-sized-type-not-at-end")]
    [InlineData("no-BS0393")]
    [InlineData("bpf-map-argument")]
    [InlineData("frame-larger-than=512")]
    public void Known_names_pass(string flag) => Assert.Empty(CommandLineWarnings.Check([flag], false));

    [Fact]
    public void Unknown_names_are_told_with_a_guess()
    {
        Assert.Equal("unknown warning option '-Wno-unsued'; did you mean '-Wno-unused'?", Assert.Single(CommandLineWarnings.Check(["no-unsued"], false)).Message);
        Assert.Equal("unknown warning option '-Wmake-coffee'", Assert.Single(CommandLineWarnings.Check(["make-coffee"], false)).Message);
    }

    [Fact]
    public void Flags_hold_for_the_flags_themselves()
    {
        Assert.Empty(CommandLineWarnings.Check(["make-coffee", "no-unknown-warning-option"], false));
        Assert.Empty(CommandLineWarnings.Check(["make-coffee"], true));
        Assert.Equal(Severity.Error, Assert.Single(CommandLineWarnings.Check(["make-coffee", "error"], false)).Severity);
    }
}
