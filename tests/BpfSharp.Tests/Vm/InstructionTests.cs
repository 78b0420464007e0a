// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Tests.Library;
using BpfSharp.Vm;

namespace BpfSharp.Tests.Vm;

/// <summary>Every form of instruction against what the instruction set's document says of it.</summary>
public class InstructionTests
{
    [Theory]
    [InlineData("r0 = r1\nr0 += r2", -3, 5, 2)]
    [InlineData("r0 = r1\nr0 -= 7", 5, 0, -2)]
    [InlineData("r0 = r1\nr0 *= r2", 1L << 40, 3, 3L << 40)]
    [InlineData("r0 = r1\nr0 /= r2", -1, 2, long.MaxValue)]
    [InlineData("r0 = r1\nr0 /= r2", 5, 0, 0)]
    [InlineData("r0 = r1\nr0 %= r2", 17, 5, 2)]
    [InlineData("r0 = r1\nr0 %= r2", 17, 0, 17)]
    [InlineData("r0 = r1\nr0 s/= r2", -17, 5, -3)]
    [InlineData("r0 = r1\nr0 s/= r2", long.MinValue, -1, long.MinValue)]
    [InlineData("r0 = r1\nr0 s/= r2", 5, 0, 0)]
    [InlineData("r0 = r1\nr0 s%= r2", -17, 5, -2)]
    [InlineData("r0 = r1\nr0 s%= r2", long.MinValue, -1, 0)]
    [InlineData("r0 = r1\nr0 |= r2", 5, 8, 13)]
    [InlineData("r0 = r1\nr0 &= -4", 7, 0, 4)]
    [InlineData("r0 = r1\nr0 ^= r2", 7, 2, 5)]
    [InlineData("r0 = r1\nr0 <<= r2", 1, 65, 2)]
    [InlineData("r0 = r1\nr0 >>= r2", -1, 60, 15)]
    [InlineData("r0 = r1\nr0 s>>= 60", -1, 0, -1)]
    [InlineData("r0 = r1\nr0 = -r0", 5, 0, -5)]
    [InlineData("r0 = -2", 0, 0, -2)]
    [InlineData("r0 = 0x123456789abcdef0 ll", 0, 0, 0x123456789abcdef0)]
    [InlineData("w0 = -2", 0, 0, 0xfffffffe)]
    [InlineData("w0 = w1\nw0 += w2", 0xffffffff, 2, 1)]
    [InlineData("w0 = w1\nw0 -= w2", 0, 1, 0xffffffff)]
    [InlineData("w0 = w1\nw0 *= -1", 3, 0, 0xfffffffd)]
    [InlineData("w0 = w1\nw0 /= w2", -1, 2, 0x7fffffff)]
    [InlineData("w0 = w1\nw0 %= w2", 0x1_0000_0005, 0, 5)]
    [InlineData("w0 = w1\nw0 s/= w2", -17, 5, 0xfffffffd)]
    [InlineData("w0 = w1\nw0 s%= 3", -17, 0, 0xfffffffe)]
    [InlineData("w0 = w1\nw0 s/= w2", int.MinValue, -1, 0x80000000)]
    [InlineData("w0 = w1\nw0 <<= w2", 1, 33, 2)]
    [InlineData("w0 = w1\nw0 >>= 28", -1, 0, 15)]
    [InlineData("w0 = w1\nw0 s>>= w2", int.MinValue, 31, 0xffffffff)]
    [InlineData("w0 = w1\nw0 = -w0", 1, 0, 0xffffffff)]
    [InlineData("r0 = (s8)r1", 0x1ff, 0, -1)]
    [InlineData("r0 = (s16)r1", 0x18000, 0, -32768)]
    [InlineData("r0 = (s32)r1", 0xffffffff, 0, -1)]
    [InlineData("w0 = (s8)w1", 0x80, 0, 0xffffff80)]
    [InlineData("w0 = (s16)w1", 0x8000, 0, 0xffff8000)]
    [InlineData("r0 = r1\nr0 = be16 r0", 0x11223344, 0, 0x4433)]
    [InlineData("r0 = r1\nr0 = be64 r0", 1, 0, 1L << 56)]
    [InlineData("r0 = r1\nr0 = le32 r0", 0x1122334455, 0, 0x22334455)]
    [InlineData("r0 = r1\nr0 = bswap32 r0", 0x11223344, 0, 0x44332211)]
    public void Computes(string text, long a, long b, long expected) => Assert.Equal(expected, Run(text + "\nexit", a, b));

    [Theory]
    [InlineData("r1 == r2", 1, 1, true)]
    [InlineData("r1 != 5", 5, 0, false)]
    [InlineData("r1 > r2", -1, 1, true)]
    [InlineData("r1 >= -1", -1, 0, true)]
    [InlineData("r1 < r2", 1, -1, true)]
    [InlineData("r1 <= 3", 4, 0, false)]
    [InlineData("r1 & 4", 6, 0, true)]
    [InlineData("r1 s> r2", -1, 1, false)]
    [InlineData("r1 s>= r2", -1, -1, true)]
    [InlineData("r1 s< r2", -1, 0, true)]
    [InlineData("r1 s<= -2", -1, 0, false)]
    [InlineData("w1 == w2", 0x1_0000_0001, 1, true)]
    [InlineData("w1 > 7", 0x1_0000_0001, 0, false)]
    [InlineData("w1 s< w2", 0xffffffff, 0, true)]
    [InlineData("w1 s>= 0", 0x7fffffff, 0, true)]
    [InlineData("w1 & w2", 1L << 32, -1, false)]
    public void Jumps(string condition, long a, long b, bool expected) =>
        Assert.Equal(expected ? 1 : 0, Run($"r0 = 1\nif {condition} goto +1\nr0 = 0\nexit", a, b));

    [Theory]
    [InlineData("goto +1\nr0 = 1\nr0 = 2\nexit", 2)]
    [InlineData("gotol +1\nr0 = 1\nr0 = 2\nexit", 2)]
    [InlineData("r0 = 3\nmay_goto +1\nr0 = 2\nexit", 2)]
    public void Goes(string text, long expected) => Assert.Equal(expected, Run(text, 0, 0));

    [Theory]
    [InlineData("*(u64 *)(r10 - 8) = r1\nr0 = *(u8 *)(r10 - 7)", 0x1234, 0x12)]
    [InlineData("*(u64 *)(r10 - 8) = r1\nr0 = *(u16 *)(r10 - 8)", 0x12345, 0x2345)]
    [InlineData("*(u64 *)(r10 - 8) = r1\nr0 = *(u32 *)(r10 - 4)", -1, 0xffffffff)]
    [InlineData("*(u8 *)(r10 - 1) = r1\nr0 = *(s8 *)(r10 - 1)", 0xff, -1)]
    [InlineData("*(u16 *)(r10 - 2) = r1\nr0 = *(s16 *)(r10 - 2)", 0x8000, -32768)]
    [InlineData("*(u32 *)(r10 - 4) = r1\nr0 = *(s32 *)(r10 - 4)", 0x80000000, int.MinValue)]
    [InlineData("*(u64 *)(r10 - 8) = -5\nr0 = *(u64 *)(r10 - 8)", 0, -5)]
    [InlineData("*(u16 *)(r10 - 8) = -1\nr0 = *(u16 *)(r10 - 8)", 0, 0xffff)]
    public void Loads_and_stores(string text, long a, long expected) => Assert.Equal(expected, Run(text + "\nexit", a, 0));

    /// <summary>Memory holds 100, r2 12; the result is what memory holds then, times 1000, plus r2.</summary>
    [Theory]
    [InlineData("lock *(u64 *)(r10 - 8) += r2", 112_012)]
    [InlineData("lock *(u64 *)(r10 - 8) |= r2", 108_012)]
    [InlineData("lock *(u64 *)(r10 - 8) &= r2", 4_012)]
    [InlineData("lock *(u64 *)(r10 - 8) ^= r2", 104_012)]
    [InlineData("r2 = atomic_fetch_add((u64 *)(r10 - 8), r2)", 112_100)]
    [InlineData("w2 = atomic_fetch_and((u32 *)(r10 - 8), w2)", 4_100)]
    [InlineData("r2 = xchg_64(r10 - 8, r2)", 12_100)]
    [InlineData("r0 = 100\nr0 = cmpxchg_64(r10 - 8, r0, r2)\nr2 = r0", 12_100)]
    [InlineData("r0 = 99\nr0 = cmpxchg_64(r10 - 8, r0, r2)\nr2 = r0", 100_100)]
    [InlineData("r2 = load_acquire((u64 *)(r10 - 8))", 100_100)]
    [InlineData("store_release((u64 *)(r10 - 8), r2)", 12_012)]
    public void Atomics(string text, long expected) =>
        Assert.Equal(expected, Run($"*(u64 *)(r10 - 8) = 100\nr2 = 12\n{text}\nr0 = *(u64 *)(r10 - 8)\nr0 *= 1000\nr0 += r2\nexit", 0, 0));

    /// <summary>The packet is 01 02 03 04 05 06; what is beyond ends the program with 0.</summary>
    [Theory]
    [InlineData("r0 = *(u8 *)skb[5]", 6)]
    [InlineData("r0 = *(u16 *)skb[1]", 0x0203)]
    [InlineData("r7 = 1\nr0 = *(u32 *)skb[r7 + 1]", 0x03040506)]
    [InlineData("r7 = -1\nr0 = *(u16 *)skb[r7 + 1]", 0x0102)]
    [InlineData("r0 = *(u16 *)skb[5]\nr0 = 9", 0)]
    [InlineData("r7 = -2\nr0 = *(u8 *)skb[r7 + 1]\nr0 = 9", 0)]
    public void Packet_loads(string text, long expected)
    {
        var machine = new BpfMachine(Assembled.Object().With("main", "tc", $"r6 = r1\n{text}\nexit"));
        Assert.Equal((ulong)expected, machine.RunOnPacket("main", [1, 2, 3, 4, 5, 6]));
    }

    [Fact]
    public void Packet_loads_lose_argument_registers()
    {
        var machine = new BpfMachine(Assembled.Object().With("main", "tc", "r6 = r1\nr2 = 1\nr0 = *(u8 *)skb[0]\nr0 = r2\nexit"));
        Assert.Contains("r2 is read before", Assert.Throws<VmException>(() => machine.RunOnPacket("main", [1])).Message, StringComparison.Ordinal);
    }

    private static long Run(string text, long a, long b)
    {
        var spec = Assembled.Object().With("main", "xdp", text);
        return (long)new BpfMachine(spec).RunWith("main", (ulong)a, (ulong)b);
    }
}
