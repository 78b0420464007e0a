// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Tests.Library;
using BpfSharp.Vm;

namespace BpfSharp.Tests.Vm;

/// <summary>What a machine keeps from run to run, and what it must not.</summary>
public class MachineMemoryTests
{
    private const string AddAndDelete = """
        *(u64 *)(r10 - 8) = 7
        *(u64 *)(r10 - 16) = 1
        r1 = map[m] ll
        r2 = r10
        r2 += -8
        r3 = r10
        r3 += -16
        r4 = 0
        call 2
        r1 = map[m] ll
        r2 = r10
        r2 += -8
        call 3
        r0 = 0
        exit
        """;

    private const string Walk = "r1 = map[m] ll\nr2 = func[each] ll\nr3 = 0\nr4 = 0\ncall 164\nexit";

    private static MapSpec Hash => new() { Name = "m", Type = MapType.Hash, KeySize = 8, ValueSize = 8, MaxEntries = 4 };

    [Theory]
    [InlineData("call twice\nr0 = 0\nexit")]
    [InlineData(AddAndDelete)]
    [InlineData(Walk)]
    [InlineData("r0 = *(u32 *)(r1 + 0)\nexit")]
    public void Runs_leave_no_memory_behind(string text)
    {
        var machine = new BpfMachine(Assembled.Object(Hash).With("main", "xdp", text)
            .WithSubprogram("twice", "call leaf\ncall leaf\nr0 = 0\nexit").WithSubprogram("leaf", "r0 = 0\nexit").WithSubprogram("each", "r0 = 0\nexit"));
        machine.Map("m").Update(BitConverter.GetBytes(1L), new byte[8]);
        machine.Run("main", new byte[8]);
        var before = machine.Regions;
        for (var i = 0; i < 1000; i++)
        {
            machine.Run("main", new byte[8]);
        }

        Assert.Equal(before, machine.Regions);
    }

    [Fact]
    public void A_record_never_submitted_goes_with_the_run()
    {
        var spec = new MapSpec { Name = "m", Type = MapType.Ringbuf, MaxEntries = 4096 };
        var machine = new BpfMachine(Assembled.Object(spec).With("main", "xdp", "r1 = map[m] ll\nr2 = 8\nr3 = 0\ncall 131\nr0 = 0\nexit"));
        machine.Run("main");
        var before = machine.Regions;
        machine.Run("main");
        Assert.Equal(before, machine.Regions);
        Assert.Empty(machine.Events);
    }

    [Fact]
    public void A_deleted_value_is_good_until_the_run_ends_and_not_longer()
    {
        var machine = new BpfMachine(Assembled.Object(Hash)
            .With("main", "xdp", """
                *(u64 *)(r10 - 8) = 1
                r1 = map[m] ll
                r2 = r10
                r2 += -8
                call 1
                r6 = r0
                r1 = map[m] ll
                r2 = r10
                r2 += -8
                call 3
                r0 = *(u64 *)(r6 + 0)
                exit
                """)
            .With("find", "xdp", "*(u64 *)(r10 - 8) = 1\nr1 = map[m] ll\nr2 = r10\nr2 += -8\ncall 1\nexit")
            .With("later", "xdp", "r0 = *(u64 *)(r1 + 0)\nexit"));
        machine.Map("m").Update(BitConverter.GetBytes(1L), BitConverter.GetBytes(42L));
        var value = machine.Run("find");
        Assert.Equal(42ul, machine.Run("main"));
        Assert.Contains("given up", Assert.Throws<VmException>(() => machine.RunWith("later", value)).Message, StringComparison.Ordinal);

        // Whoever is at the place by now has another address.
        machine.Map("m").Update(BitConverter.GetBytes(1L), BitConverter.GetBytes(43L));
        Assert.Throws<VmException>(() => machine.RunWith("later", value));
        Assert.Equal(43ul, machine.RunWith("later", machine.Run("find")));
    }

    [Theory]
    [InlineData("xdp", 0, 4)]
    [InlineData("tc", 76, 80)]
    public void Packets_are_reached_through_the_context(string section, int data, int end)
    {
        var machine = new BpfMachine(Assembled.Object()
            .With("length", section, $"r2 = *(u32 *)(r1 + {data})\nr0 = *(u32 *)(r1 + {end})\nr0 -= r2\nexit")
            .With("last", section, $"r2 = *(u32 *)(r1 + {end})\nr0 = *(u8 *)(r2 - 1)\n*(u8 *)(r2 - 1) = 9\nexit")
            .With("beyond", section, $"r2 = *(u32 *)(r1 + {end})\nr0 = *(u8 *)(r2 + 0)\nexit"));
        var packet = new byte[] { 1, 2, 3 };
        Assert.Equal((3ul, 3ul), (machine.RunOnPacket("length", packet), machine.RunOnPacket("last", packet)));
        Assert.Equal(9, packet[2]);
        Assert.Contains("offset 3 of the packet, which has 3", Assert.Throws<VmException>(() => machine.RunOnPacket("beyond", packet)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_refuse_in_the_kernels_order()
    {
        var machine = new BpfMachine(Assembled.Object(new MapSpec { Name = "m", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 2 }).With("main", "xdp", "r0 = 0\nexit"));
        var map = machine.Map("m");
        int Update(int index, ulong flags) => map.Update(BitConverter.GetBytes(index), new byte[8], flags);
        Assert.Equal((0, -17, 0, -22, -7, -7, -22), (Update(1, 0), Update(1, 1), Update(1, 2), Update(1, 3), Update(2, 0), Update(2, 1), Update(2, 3)));
    }
}
