// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;

namespace BpfSharp.Tests.Compiler.Codegen;

public class AddressInDataTests
{
    [Fact]
    public void A_table_of_pointers_that_code_reads_is_refused()
    {
        var result = Compile("static const char *names[] = { \"a\", \"b\" }; int f(struct pt_regs *ctx, int i) { char c = 0; bpf_probe_read(&c, 1, names[i & 1]); return c; }");
        Assert.Equal("BS0505", Assert.Single(result.Diagnostics).Descriptor.Id);
    }

    [Fact]
    public void A_table_of_numbers_is_not() =>
        Assert.Empty(Compile("static const int sizes[] = { 3, 4 }; int f(struct pt_regs *ctx, int i) { return sizes[i & 1]; }").Diagnostics);

    private static CompileResult Compile(string text) => CCompiler.Compile(text, "test.c", new CompileOptions { Dialect = Dialect.Bcc }, new TargetDescription());
}
