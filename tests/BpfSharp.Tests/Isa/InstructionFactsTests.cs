// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Tests.Isa;

public class InstructionFactsTests
{
    [Theory]
    [InlineData("r1 = r2", "2", "1")]
    [InlineData("r1 += r2", "1 2", "1")]
    [InlineData("r1 = -r1", "1", "1")]
    [InlineData("r1 = be16 r1", "1", "1")]
    [InlineData("r1 = 5", "", "1")]
    [InlineData("r1 = 5 ll", "", "1")]
    [InlineData("r1 = *(u64 *)(r2 + 0)", "2", "1")]
    [InlineData("*(u64 *)(r1 + 0) = r2", "1 2", "")]
    [InlineData("*(u64 *)(r1 + 0) = 2", "1", "")]
    [InlineData("lock *(u64 *)(r1 + 0) += r2", "1 2", "")]
    [InlineData("r2 = atomic_fetch_add((u64 *)(r1 + 0), r2)", "1 2", "2")]
    [InlineData("r2 = xchg_64(r1 + 0, r2)", "1 2", "2")]
    [InlineData("r0 = cmpxchg_64(r1 + 0, r0, r2)", "0 1 2", "0")]
    [InlineData("r3 = load_acquire((u64 *)(r1 + 0))", "1", "3")]
    [InlineData("if r1 == r2 goto +1", "1 2", "")]
    [InlineData("if r1 == 2 goto +1", "1", "")]
    [InlineData("goto +1", "", "")]
    [InlineData("call 1", "1 2 3 4 5", "0 1 2 3 4 5")]
    [InlineData("exit", "0", "")]
    [InlineData("r0 = *(u8 *)skb[r7 + 0]", "6 7", "0 1 2 3 4 5")]
    public void Registers_read_and_written(string text, string reads, string writes)
    {
        var instruction = Assembler.Assemble(text).Instructions[0];
        Assert.Equal((Bits(reads), Bits(writes)), (instruction.Reads(), instruction.Writes()));
    }

    [Theory]
    [InlineData("r1 += r2", 1)]
    [InlineData("if r1 < r2 goto +1", 2)]
    [InlineData("if r1 > r2 goto +1", 1)]
    [InlineData("if w1 == 0 goto +1", 3)]
    [InlineData("w1 += w2", 3)]
    [InlineData("r1 = be16 r1", 1)]
    [InlineData("r1 = bswap16 r1", 4)]
    [InlineData("r1 s/= r2", 4)]
    [InlineData("r1 = (s8)r2", 4)]
    [InlineData("r1 = *(s8 *)(r2 + 0)", 4)]
    [InlineData("gotol +1", 4)]
    [InlineData("lock *(u64 *)(r1 + 0) += r2", 1)]
    [InlineData("lock *(u64 *)(r1 + 0) |= r2", 3)]
    public void Instruction_set_level(string text, int level) => Assert.Equal(level, Assembler.Assemble(text).Instructions[0].Level());

    [Fact]
    public void Jump_distance_is_kept_where_the_form_has_it()
    {
        Assert.Equal(70000, Instructions.JumpFar(0).WithJumpDistance(70000).JumpDistance());
        Assert.Throws<OverflowException>(() => Instructions.Jump(0).WithJumpDistance(70000));
        Assert.True(Instructions.Jump(1).EndsBlock() && Instructions.Exit().EndsBlock());
        Assert.False(Instructions.MayGoto(1).EndsBlock() || Instructions.Call(1).EndsBlock());
    }

    [Fact]
    public void Any_text_assembles_or_gives_a_format_exception()
    {
        string[] pieces = ["r1", "w2", "r10", "=", "*(u64 *)", "(r1 + 0)", "+=", "s>>=", "-", "0x", "99999999999999999999", "ll", "map[", "]", "call", "goto",
            "if", "kfunc#", ",", "lock", "atomic_fetch_add(", ")", "skb[", "pc-", ".raw", "be16", "x:", ":", "\n", "é"];
        var random = new Random(7);
        for (var i = 0; i < 5000; i++)
        {
            var text = string.Join(random.Next(2) == 0 ? " " : "", Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                Assembler.Assemble(text);
            }
            catch (FormatException)
            {
            }
        }
    }

    private static ushort Bits(string registers) =>
        (ushort)registers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(0, (bits, r) => bits | 1 << int.Parse(r));
}
