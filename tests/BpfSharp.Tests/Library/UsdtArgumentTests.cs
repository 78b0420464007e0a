// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler;
using BpfSharp.Objects.Usdt;
using BpfSharp.Vm;

namespace BpfSharp.Tests.Library;

/// <summary>Arguments of user-level static probes: the notes' operands, several places of one probe, and what programs read.</summary>
public class UsdtArgumentTests
{
    private const int Rdi = 112, Rsi = 104, Rip = 128;

    private const string Text = """
        int on_probe(struct pt_regs *ctx) {
            long value = 77;
            int status = bpf_usdt_readarg(1, ctx, &value);
            return status ? status : value;
        }
        """;

    [Theory]
    [InlineData("-4@%edi", 4, true, false, 0, "di", null)]
    [InlineData("8@16(%rbp)", 8, false, true, 16, "bp", null)]
    [InlineData("1@$-7", 1, false, false, -7, null, null)]
    [InlineData("8@-8(%rax,%r12,8)", 8, false, true, -8, "ax", null)]
    [InlineData("-4@counter(%rip)", 4, true, true, 0, null, "counter")]
    [InlineData("4@table+12(%rip)", 4, false, true, 12, null, "table")]
    [InlineData("4@table-12(%rip)", 4, false, true, -12, null, "table")]
    [InlineData("2@%r10w", 2, false, false, 0, "r10", null)]
    public void Operands_of_x86_are_read(string text, int size, bool isSigned, bool isMemory, long constant, string? register, string? symbol)
    {
        var operand = UsdtOperand.Parse(text)!;
        Assert.Equal((size, isSigned, isMemory, constant, register, symbol), (operand.Size, operand.IsSigned, operand.IsMemory, operand.Constant, operand.Base, operand.Symbol));
    }

    [Theory]
    [InlineData("8@x0", false, 0, "regs.0", null)]
    [InlineData("-4@w19", false, 0, "regs.19", null)]
    [InlineData("4@[sp, 12]", true, 12, "sp", null)]
    [InlineData("4@[x29,-20]", true, -20, "regs.29", null)]
    [InlineData("8@[x1]", true, 0, "regs.1", null)]
    [InlineData("8@[x1, x2]", true, 0, "regs.1", "regs.2")]
    [InlineData("4@-1", false, -1, null, null)]
    public void Operands_of_arm64_are_read(string text, bool isMemory, long constant, string? register, string? index)
    {
        var operand = UsdtOperand.Find("1@5 " + text + " 8@x9", 2, isArm64: true)!;
        Assert.Equal((isMemory, constant, register, index), (operand.IsMemory, operand.Constant, operand.Base, operand.Index));
        Assert.Null(UsdtOperand.Parse("4@%eax", isArm64: true));
    }

    [Theory]
    [InlineData("8@%xmm0")]
    [InlineData("3@%rax")]
    [InlineData("8@(%rip)")]
    [InlineData("8@16(%rip)")]
    [InlineData("8@foo+bar(%rip)")]
    [InlineData("8@foo")]
    [InlineData("@%rax")]
    [InlineData("8@")]
    [InlineData("")]
    public void Other_operands_are_refused(string text) => Assert.Null(UsdtOperand.Parse(text));

    [SkippableTheory]
    [InlineData("8@%rdi", 0x5555_0000_0136, 11)]
    [InlineData("0x1136: 8@%rdi; 0x1200: 8@%rsi; 0x1300: 4@$5", 0x5555_0000_0136, 11)]
    [InlineData("0x1136: 8@%rdi; 0x1200: 8@%rsi; 0x1300: 4@$5", 0x5555_0000_0200, 22)]
    [InlineData("0x1136: 8@%rdi; 0x1200: 8@%rsi; 0x1300: 4@$5", 0x5555_0000_0300, 5)]
    [InlineData("0x1136: 8@%rdi; 0x1200: 8@%rsi; 0x1300: 4@$5", 0x5555_0000_0400, -1)]
    [InlineData("0x401136: 8@%rdi; 0x402136: 8@%rsi", 0x402136, 22)]
    public void The_place_of_the_hit_says_where_the_argument_is(string probe, long address, int expected)
    {
        var context = new byte[168];
        (context[Rdi], context[Rsi]) = (11, 22);
        BitConverter.TryWriteBytes(context.AsSpan(Rip), address);
        Assert.Equal(expected, (int)Machine(probe).Run("on_probe", context));
    }

    [SkippableFact]
    public void Symbols_lie_where_they_do_from_the_probe()
    {
        ulong asked = 0;
        var machine = Machine("counter=0x4010; 0x1136: -4@counter+8(%rip)", (running, a) =>
        {
            asked = a[2];
            running.WriteMemory(a[0], new byte[a[1]]);
            return 0;
        });
        var context = new byte[168];
        BitConverter.TryWriteBytes(context.AsSpan(Rip), 0x5555_0000_1136);
        machine.Run("on_probe", context);
        Assert.Equal(0x5555_0000_4018u, asked);
    }

    [SkippableTheory]
    [InlineData("0x1136: -4@counter(%rip)")]
    [InlineData("0x1136: 8@%rdi; 8@%rsi")]
    [InlineData("place: 8@%rdi")]
    [InlineData("")]
    [InlineData("counter=what; 8@%rdi")]
    public void What_makes_no_sense_is_told(string probe)
    {
        Needs.Kernel();
        Assert.Equal(["BS0444"], BccText.ErrorsOf(Text, Options(probe)));
    }

    private static CompileOptions Options(string probe) =>
        new() { Dialect = BpfSharp.Compiler.Dialect.Bcc, UsdtArguments = new Dictionary<string, string> { ["on_probe"] = probe } };

    private static BpfMachine Machine(string probe, Func<BpfMachine, ulong[], ulong>? read = null)
    {
        Skip.IfNot(File.Exists("/sys/kernel/btf/vmlinux"), "needs kernel BTF");
        Skip.IfNot(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "the registers are x86-64's");
        var result = BccText.Compile(Text, Options(probe));
        Assert.Equal([], result.Diagnostics.Select(d => d.Descriptor.Id + " " + d.Message));
        var options = read is null ? new VmOptions() : new VmOptions { Helpers = new Dictionary<int, Func<BpfMachine, ulong[], ulong>> { [112] = read } };
        return new BpfMachine(result.Object!, options);
    }
}
