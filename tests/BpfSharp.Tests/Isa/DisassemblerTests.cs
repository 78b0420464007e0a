// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Tests.Isa;

public class DisassemblerTests
{
    public static TheoryData<string, Instruction> Forms() => new()
    {
        { "r1 = *(u64 *)(r10 - 8)", Instructions.Load(MemorySize.DoubleWord, Register.R1, Register.R10, -8) },
        { "r1 = *(s16 *)(r2 + 0)", Instructions.LoadSx(MemorySize.Half, Register.R1, Register.R2, 0) },
        { "*(u32 *)(r10 - 4) = r3", Instructions.Store(MemorySize.Word, Register.R10, -4, Register.R3) },
        { "*(u8 *)(r1 + 2) = -1", Instructions.StoreImmediate(MemorySize.Byte, Register.R1, 2, -1) },
        { "if r1 == 0 goto +5", Instructions.Jump(JumpOperation.Jeq, Register.R1, 0, 5) },
        { "if w1 s> w2 goto -1", Instructions.Jump32(JumpOperation.Jsgt, Register.R1, Register.R2, -1) },
        { "if r1 & 7 goto +0", Instructions.Jump(JumpOperation.Jset, Register.R1, 7, 0) },
        { "w0 = 1", Instructions.Move32(Register.R0, 1) },
        { "r1 += -8", Instructions.Alu(AluOperation.Add, Register.R1, -8) },
        { "w1 s>>= w2", Instructions.Alu32(AluOperation.Arsh, Register.R1, Register.R2) },
        { "r1 s/= r2", Instructions.SignedAlu(AluOperation.Div, Register.R1, Register.R2) },
        { "w1 s%= 3", Instructions.SignedAlu32(AluOperation.Mod, Register.R1, 3) },
        { "r1 = (s32)r2", Instructions.MoveSx(Register.R1, Register.R2, 32) },
        { "w1 = (s8)w2", Instructions.MoveSx32(Register.R1, Register.R2, 8) },
        { "r1 = -r1", Instructions.Negate(Register.R1) },
        { "r1 = be16 r1", Instructions.ToBigEndian(Register.R1, 16) },
        { "r1 = le64 r1", Instructions.ToLittleEndian(Register.R1, 64) },
        { "r1 = bswap32 r1", Instructions.ByteSwap(Register.R1, 32) },
        { "call 14", Instructions.Call(14) },
        { "call pc-7", Instructions.CallSubprogram(-7) },
        { "call kfunc#1234", Instructions.CallKfunc(1234) },
        { "goto +3", Instructions.Jump(3) },
        { "gotol -70000", Instructions.JumpFar(-70000) },
        { "may_goto +2", Instructions.MayGoto(2) },
        { "exit", Instructions.Exit() },
        { "lock *(u64 *)(r1 + 0) += r2", Instructions.Atomic(AtomicOperation.Add, MemorySize.DoubleWord, Register.R1, 0, Register.R2) },
        { "w2 = atomic_fetch_or((u32 *)(r1 + 4), w2)", Instructions.Atomic(AtomicOperation.Or | AtomicOperation.Fetch, MemorySize.Word, Register.R1, 4, Register.R2) },
        { "r2 = xchg_64(r1 + 0, r2)", Instructions.Atomic(AtomicOperation.Xchg, MemorySize.DoubleWord, Register.R1, 0, Register.R2) },
        { "w0 = cmpxchg32_32(r1 - 8, w0, w2)", Instructions.Atomic(AtomicOperation.CmpXchg, MemorySize.Word, Register.R1, -8, Register.R2) },
        { "r1 = load_acquire((u8 *)(r2 + 1))", Instructions.Atomic(AtomicOperation.LoadAcquire, MemorySize.Byte, Register.R1, 1, Register.R2) },
        { "store_release((u64 *)(r1 + 0), r2)", Instructions.Atomic(AtomicOperation.StoreRelease, MemorySize.DoubleWord, Register.R1, 0, Register.R2) },
        { "r0 = *(u16 *)skb[12]", Instructions.LoadPacket(MemorySize.Half, 12) },
        { "r0 = *(u8 *)skb[r7 - 3]", Instructions.LoadPacket(MemorySize.Byte, Register.R7, -3) },
        { "r1 = addr_space_cast(r2, 0, 1)", new Instruction(0xbf, Register.R1, Register.R2, 1, 1) }, // to the kernel's space, as the kernel and LLVM print it
        { "r1 = addr_space_cast(r2, 1, 0)", Instructions.AddressSpaceCast(Register.R1, Register.R2, 1, 0) },
        { ".raw 0xffffffff00000095", new Instruction(0x95, 0, 0, 0, -1) },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Writes_and_reads_each_form(string text, Instruction instruction)
    {
        Assert.Equal(text, Disassembler.Format(instruction));
        Assert.Equal([instruction], Assembler.Assemble(text).Instructions);
    }

    [Theory]
    [InlineData("r1 = 0x123456789abcdef0 ll")]
    [InlineData("r1 = map[fd:5] ll")]
    [InlineData("r1 = map_value[fd:5] + 8 ll")]
    [InlineData("r1 = map_value[idx:0] - 4 ll")]
    [InlineData("r1 = btf[77,3] ll")]
    [InlineData("r1 = func[pc-12] ll")]
    public void Wide_loads_take_two_slots(string text)
    {
        var code = Assembler.Assemble(text).Instructions;
        Assert.Equal(2, code.Length);
        Assert.Equal("   0: " + text + "\n", Disassembler.Disassemble(code));
    }

    /// <summary>Every opcode byte, with many values in the other fields, valid or not.</summary>
    [Fact]
    public void Any_slots_round_trip()
    {
        var random = new Random(1);
        int[] immediates = [0, 1, 8, 16, 32, 64, -1, 0x40, 0x41, 0xe1, 0xf1, 0x100, 0x110, int.MinValue, int.MaxValue];
        short[] offsets = [0, 1, 8, 16, 32, -1, short.MinValue, short.MaxValue];
        for (var opcode = 0; opcode < 256; opcode++)
        {
            for (var i = 0; i < 400; i++)
            {
                var first = new Instruction((byte)opcode, (Register)Small(random), (Register)Small(random), Pick(random, offsets), Pick(random, immediates));
                var second = random.Next(2) == 0 ? new Instruction(0, 0, 0, 0, Pick(random, immediates)) : Instructions.Exit();
                Instruction[] code = [first, second];
                var text = Disassembler.Disassemble(code);
                var back = Assembler.Assemble(text).Instructions;
                Assert.True(code.AsSpan().SequenceEqual(back), text);
            }
        }
    }

    [Fact]
    public void Symbols_stand_for_relocated_operands()
    {
        var code = Assembler.Assemble("r1 = map[counts] ll\nr2 = map_value[.rodata] + 16 ll\ncall parse\ncall kfunc[bpf_task_release]\nexit");
        Assert.Equal(
            [new(0, SymbolKind.Map, "counts"), new(2, SymbolKind.MapValue, ".rodata", 16), new(4, SymbolKind.Function, "parse"), new SymbolUse(5, SymbolKind.Kfunc, "bpf_task_release")],
            code.Symbols);
        string?[] names = ["map[counts]", null, "map_value[.rodata] + 16", null, "parse", "kfunc[bpf_task_release]", null];
        var text = Disassembler.Disassemble(code.Instructions, slot => names[slot]);
        Assert.Contains("   0: r1 = map[counts] ll\n   2: r2 = map_value[.rodata] + 16 ll\n   4: call parse\n", text, StringComparison.Ordinal);
        Assert.Equal(code.Instructions, Assembler.Assemble(text).Instructions);
    }

    [Fact]
    public void Labels_and_comments()
    {
        var code = Assembler.Assemble("""
            # counts down
                  r1 = 5
            loop: r1 += -1       ; one less
                  if r1 != 0 goto loop // again
                  call work
                  exit
            work:
                  r0 = 0
                  exit
            """).Instructions;
        Assert.Equal(-2, code[2].Offset);
        Assert.Equal(Instructions.CallSubprogram(1), code[3]);
    }

    [Theory]
    [InlineData("r11 = 0", "line 1: ")]
    [InlineData("exit\nr1 = w2", "line 2: ")]
    [InlineData("goto nowhere", "no label 'nowhere'")]
    [InlineData("a:\na:", "already defined")]
    [InlineData("r1 += 0x1ffffffff", "does not fit 32 bits")]
    [InlineData("r1 = *(u64 *)(r2 + 40000)", "does not fit 16 bits")]
    [InlineData("r1 = r2 r3", "end of line expected")]
    [InlineData("goto +99999", "does not fit 16 bits")]
    [InlineData("lock *(u64 *)(r1 + 0) -= r2", "expected")]
    [InlineData("r1 = map[", "']' expected")]
    public void Bad_lines_say_where_and_what(string text, string message)
    {
        var error = Assert.Throws<FormatException>(() => Assembler.Assemble(text));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static int Small(Random random) => random.Next(4) == 0 ? random.Next(16) : random.Next(3);

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
