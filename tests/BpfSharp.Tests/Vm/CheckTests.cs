// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Tests.Library;
using BpfSharp.Vm;

namespace BpfSharp.Tests.Vm;

/// <summary>What programs must not do is an error that names the place.</summary>
public class CheckTests
{
    [Theory]
    [InlineData("r0 = r3\nexit", "r3 is read before", 0)]
    [InlineData("exit", "r0 has no value", 0)]
    [InlineData("r0 = *(u64 *)(r10 - 8)\nexit", "read before they were written", 0)]
    [InlineData("r2 = r10\n*(u64 *)(r2 + 0) = 1\nexit", "offset 512 of the stack, which has 512", 1)]
    [InlineData("r2 = 0\nr0 = *(u8 *)(r2 + 4)\nexit", "null pointer", 1)]
    [InlineData("r2 = 12345678\nr0 = *(u8 *)(r2 + 0)\nexit", "no pointer", 1)]
    [InlineData("r0 = *(u32 *)(r1 + 6)\nexit", "offset 6 of the context, which has 8", 0)]
    [InlineData("r0 = *(u32 *)(r1 - 1)\nexit", "offset -1 of the context", 0)]
    [InlineData("r10 = 5\nexit", "frame pointer", 0)]
    [InlineData("r0 = 0\nr6 = r1\ncall 14\nr0 = r1\nexit", "r1 is read before", 3)]
    [InlineData("goto -1", "instructions", 0)]
    [InlineData("r0 = 0", "run over", 0)]
    [InlineData("call 9999\nexit", "no helper 9999", 0)]
    [InlineData("r1 = map_value[.rodata] ll\n*(u32 *)(r1 + 0) = 1\nexit", "read-only", 2)]
    public void Stops_at(string text, string reason, int index)
    {
        var constants = new MapSpec { Name = ".rodata", Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1, IsReadOnlyData = true };
        var machine = new BpfMachine(Assembled.Object(constants).With("main", "xdp", text), new VmOptions { InstructionLimit = 1000 });
        var e = Assert.Throws<VmException>(() => machine.Run("main", new byte[8]));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Equal((index, "main"), (e.InstructionIndex, e.Function));
        Assert.StartsWith("test.c:", e.Location, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_that_was_left_is_gone()
    {
        var spec = Assembled.Object().With("main", "xdp", "call leak\nr0 = *(u64 *)(r0 + 0)\nexit")
            .WithSubprogram("leak", "*(u64 *)(r10 - 8) = 1\nr0 = r10\nr0 += -8\nexit");
        Assert.Contains("given up", Assert.Throws<VmException>(() => new BpfMachine(spec).Run("main")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Callee_saved_registers_and_frames_are_the_callers()
    {
        var spec = Assembled.Object().With("main", "xdp", "r6 = 5\n*(u64 *)(r10 - 8) = 7\nr1 = 1\ncall work\nr0 += r6\nr1 = *(u64 *)(r10 - 8)\nr0 += r1\nexit")
            .WithSubprogram("work", "r6 = 100\n*(u64 *)(r10 - 8) = 9\nr0 = r1\nexit");
        Assert.Equal(13ul, new BpfMachine(spec).Run("main"));
    }

    [Fact]
    public void Calls_go_eight_deep()
    {
        var spec = Assembled.Object().With("main", "xdp", "r0 = 0\ncall again\nexit").WithSubprogram("again", "call again\nexit");
        Assert.Contains("8 deep", Assert.Throws<VmException>(() => new BpfMachine(spec).Run("main")).Message, StringComparison.Ordinal);
    }
}
