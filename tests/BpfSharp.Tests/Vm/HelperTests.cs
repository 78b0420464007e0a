// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Objects;
using BpfSharp.Tests.Library;
using BpfSharp.Vm;

namespace BpfSharp.Tests.Vm;

public class HelperTests
{
    private static MapSpec Spec(MapType type, int key = 4, uint entries = 2) => new() { Name = "m", Type = type, KeySize = key, ValueSize = 8, MaxEntries = entries };

    private static readonly byte[] One = [1, 0, 0, 0], Two = [2, 0, 0, 0], Three = [3, 0, 0, 0];

    [Theory]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.PercpuHash)]
    [InlineData(MapType.LruHash)]
    public void Programs_count_in_hashes(MapType type)
    {
        var machine = new BpfMachine(Assembled.Object(Spec(type)).With("main", "xdp", """
            *(u32 *)(r10 - 4) = 1
            r1 = map[m] ll
            r2 = r10
            r2 += -4
            call 1
            if r0 == 0 goto +5
            r1 = *(u64 *)(r0 + 0)
            r1 += 1
            *(u64 *)(r0 + 0) = r1
            r0 = 0
            exit
            *(u64 *)(r10 - 16) = 1
            r1 = map[m] ll
            r2 = r10
            r2 += -4
            r3 = r10
            r3 += -16
            r4 = 1
            call 2
            exit
            """));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0ul, machine.Run("main"));
        }

        Assert.Equal(3, BitConverter.ToInt64(machine.Map("m").Lookup(One)));
        Assert.Equal(0, machine.Map("m").Delete(One));
        Assert.Equal(-2, machine.Map("m").Delete(One));
        Assert.Empty(machine.Map("m").Entries);
    }

    [Fact]
    public void Full_hashes_refuse_and_full_lru_hashes_forget()
    {
        var plain = new BpfMachine(Assembled.Object(Spec(MapType.Hash))).Map("m");
        var lru = new BpfMachine(Assembled.Object(Spec(MapType.LruHash))).Map("m");
        foreach (var map in new[] { plain, lru })
        {
            Assert.Equal(0, map.Update(One, new byte[8]));
            Assert.Equal(0, map.Update(Two, new byte[8]));
            Assert.NotNull(map.Lookup(One));
        }

        Assert.Equal(-7, plain.Update(Three, new byte[8]));
        Assert.Equal(0, lru.Update(Three, new byte[8]));
        Assert.Null(lru.Lookup(Two));
        Assert.Equal(-17, lru.Update(One, new byte[8], 1));
        Assert.Equal(-2, lru.Update(Two, new byte[8], 2));
    }

    [Theory]
    [InlineData(MapType.Queue, 1)]
    [InlineData(MapType.Stack, 2)]
    public void Queues_and_stacks_have_their_order(MapType type, long first)
    {
        var machine = new BpfMachine(Assembled.Object(Spec(type, key: 0)).With("main", "xdp", """
            r1 = map[m] ll
            r2 = r10
            r2 += -8
            call 88
            r0 = *(u64 *)(r10 - 8)
            exit
            """));
        machine.Map("m").Update([], BitConverter.GetBytes(1L));
        machine.Map("m").Update([], BitConverter.GetBytes(2L));
        Assert.Equal((ulong)first, machine.Run("main"));
        Assert.Single(machine.Map("m").Entries);
    }

    [Fact]
    public void Ring_records_are_reserved_filled_and_submitted()
    {
        const string Text = """
            r1 = map[m] ll
            r2 = 8
            r3 = 0
            call 131
            *(u64 *)(r0 + 0) = 42
            r6 = r0
            r1 = r0
            r2 = 0
            call 132
            """;
        var machine = new BpfMachine(Assembled.Object(Spec(MapType.Ringbuf)).With("good", "xdp", Text + "\nr0 = 0\nexit").With("late", "xdp", Text + "\n*(u64 *)(r6 + 0) = 1\nexit"));
        machine.Run("good");
        Assert.Equal(42, BitConverter.ToInt64(Assert.Single(machine.Events).Data));
        Assert.Contains("given up", Assert.Throws<VmException>(() => machine.Run("late")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_must_be_initialised_to_the_last_byte()
    {
        var machine = new BpfMachine(Assembled.Object(Spec(MapType.Hash, key: 8)).With("main", "xdp", "*(u32 *)(r10 - 8) = 1\nr1 = map[m] ll\nr2 = r10\nr2 += -8\ncall 1\nexit"));
        Assert.Contains("not all initialised", Assert.Throws<VmException>(() => machine.Run("main")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_process_is_what_the_options_say()
    {
        var options = new VmOptions { PidTgid = 7UL << 32 | 9, Comm = "worker", Clock = () => 5 };
        var machine = new BpfMachine(Assembled.Object()
            .With("pid", "xdp", "call 14\nexit").With("time", "xdp", "call 5\nexit")
            .With("comm", "xdp", "r1 = r10\nr1 += -16\nr2 = 16\ncall 16\nr0 = *(u16 *)(r10 - 16)\nexit"), options);
        Assert.Equal((7UL << 32 | 9, 5ul, (ulong)('w' | 'o' << 8)), (machine.Run("pid"), machine.Run("time"), machine.Run("comm")));
    }

    [Fact]
    public void Probe_reads_take_any_address()
    {
        var machine = new BpfMachine(Assembled.Object().With("main", "xdp", "r3 = r1\nr1 = r10\nr1 += -8\nr2 = 8\ncall 113\nr1 = *(u64 *)(r10 - 8)\nr0 += r1\nexit"));
        var address = machine.Register("task", BitConverter.GetBytes(123L));
        Assert.Equal(123ul, machine.RunWith("main", address));
        Assert.Equal(-14, (long)machine.RunWith("main", 0xffff888000000000));
    }

    [Fact]
    public void Loops_call_back_until_told_to_stop()
    {
        var spec = Assembled.Object().With("main", "xdp", """
            *(u64 *)(r10 - 8) = 0
            r1 = 100
            r2 = func[body] ll
            r3 = r10
            r3 += -8
            r4 = 0
            call 181
            r1 = *(u64 *)(r10 - 8)
            r0 *= 1000
            r0 += r1
            exit
            """).WithSubprogram("body", "r3 = *(u64 *)(r2 + 0)\nr3 += r1\n*(u64 *)(r2 + 0) = r3\nr0 = 0\nif r1 != 4 goto +1\nr0 = 1\nexit");
        Assert.Equal(5010ul, new BpfMachine(spec).Run("main"));
    }

    [Fact]
    public void Tail_calls_do_not_come_back()
    {
        var machine = new BpfMachine(Assembled.Object(Spec(MapType.ProgArray))
            .With("main", "xdp", "r2 = map[m] ll\nr3 = 1\ncall 12\nr0 = 5\nexit").With("next", "xdp", "r0 = *(u8 *)(r1 + 0)\nexit"));
        Assert.Equal(5ul, machine.Run("main", [77]));
        machine.SetTailCall("m", 1, "next");
        Assert.Equal(77ul, machine.Run("main", [77]));
    }

    [Fact]
    public void Printing_is_captured()
    {
        var format = Encoding.UTF8.GetBytes("pid %d at %5u 0x%x%%\0");
        var text = new MapSpec { Name = ".rodata", Type = MapType.Array, KeySize = 4, ValueSize = format.Length, MaxEntries = 1, IsReadOnlyData = true, InitialContents = format };
        var machine = new BpfMachine(Assembled.Object(text).With("main", "xdp", $"r5 = 255\nr4 = 12\nr3 = -1\nr1 = map_value[.rodata] ll\nr2 = {format.Length}\ncall 6\nexit"));
        Assert.Throws<KeyNotFoundException>(() => machine.Map("none"));
        machine.Run("main");
        Assert.StartsWith("pid -1 at    12 0xff%", machine.Printed[0], StringComparison.Ordinal);
    }
}
