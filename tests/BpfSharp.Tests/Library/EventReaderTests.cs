// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Objects;

namespace BpfSharp.Tests.Library;

[Collection("kernel objects")]
public class EventReaderTests
{
    /// <summary>Reserves 16 bytes, writes a number that counts up, and submits; returns 1 when there was no room.</summary>
    private const string SendByRing = """
        r1 = map_value[next] + 0 ll
        r6 = *(u64 *)(r1 + 0)
        r2 = r6
        r2 += 1
        *(u64 *)(r1 + 0) = r2
        r1 = map[ring] ll
        r2 = 16
        r3 = 0
        call 131
        if r0 == 0 goto full
        *(u64 *)(r0 + 0) = r6
        *(u64 *)(r0 + 8) = r6
        r1 = r0
        r2 = 0
        call 132
        r0 = 0
        exit
        full: r0 = 1
        exit
        """;

    private const string SendByPerf = """
        r6 = r1
        r1 = map_value[next] + 0 ll
        r7 = *(u64 *)(r1 + 0)
        r2 = r7
        r2 += 1
        *(u64 *)(r1 + 0) = r2
        *(u64 *)(r10 - 8) = r7
        *(u64 *)(r10 - 16) = r7
        r1 = r6
        r2 = map[perf] ll
        r3 = 0xffffffff ll
        r4 = r10
        r4 += -16
        r5 = 12
        call 25
        r0 = 0
        exit
        """;

    private static MapSpec Next() => new() { Name = "next", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 };

    private static BpfObject Ring(uint bytes)
    {
        var loaded = BpfObject.FromSpec(
            Assembled.Object(Next(), new MapSpec { Name = "ring", Type = MapType.Ringbuf, MaxEntries = bytes }).With("send", "xdp", SendByRing));
        loaded.Load();
        return loaded;
    }

    [SkippableFact]
    public void Ring_delivers_all_records_in_order_across_the_end_of_the_buffer()
    {
        Needs.Kernel(5, 8);
        using var loaded = Ring(4096);
        using var reader = loaded.OpenEvents("ring");
        var program = loaded.Program("send");
        var expected = 0L;
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(0u, program.TestRun(new byte[64]).ReturnValue);
            }

            var count = reader.Poll(1000, (record, cpu) =>
            {
                Assert.Equal(16, record.Length);
                Assert.Equal(-1, cpu);
                Assert.Equal(expected++, MemoryMarshal.Read<long>(record));
            });
            Assert.Equal(100, count);
        }

        Assert.Equal(1000, reader.ReadCount);
        Assert.Equal(0, reader.Consume((_, _) => { }));
        Assert.False(reader.KnowsLoss);
    }

    [SkippableFact]
    public void Full_ring_refuses_and_goes_on_when_read()
    {
        Needs.Kernel(5, 8);
        using var loaded = Ring(4096);
        using var reader = (RingBufferReader)loaded.OpenEvents("ring");
        var refused = Enumerable.Range(0, 300).Sum(_ => loaded.Program("send").TestRun(new byte[64]).ReturnValue);
        var read = reader.Consume((_, _) => { });
        Assert.Equal(300, read + refused);
        Assert.InRange(refused, 100, 200);
        Assert.Equal(0, reader.PendingBytes);
        Assert.Equal(0u, loaded.Program("send").TestRun(new byte[64]).ReturnValue);
        Assert.True(reader.TryRead(out var lease));
        using (lease)
        {
            Assert.Equal(300, MemoryMarshal.Read<long>(lease.Data));
        }

        Assert.False(reader.TryRead(out _));
    }

    [SkippableFact]
    public void Ring_reading_allocates_nothing()
    {
        Needs.Kernel(5, 8);
        using var loaded = Ring(64 * 1024);
        using var reader = loaded.OpenEvents("ring");
        var sum = 0L;
        RecordHandler handler = (record, _) => sum += MemoryMarshal.Read<long>(record);
        var bytes = -1L;
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 1000; i++)
            {
                loaded.Program("send").TestRun(new byte[64]);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            var count = reader.Poll(1000, handler);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(1000, count);
        }

        Assert.Equal(0, bytes);
        Assert.Equal(1999000, sum);
    }

    [SkippableFact]
    public void Wake_ends_a_poll()
    {
        Needs.Kernel(5, 8);
        using var loaded = Ring(4096);
        using var reader = loaded.OpenEvents("ring");
        reader.Wake();
        Assert.Equal(0, reader.Poll(-1, (_, _) => { }));
        Assert.Equal(0, reader.Poll(0, (_, _) => { }));
    }

    [SkippableFact]
    public void Perf_buffer_delivers_wraps_and_counts_loss()
    {
        Needs.Kernel();
        using var loaded = BpfObject.FromSpec(
            Assembled.Object(Next(), new MapSpec { Name = "perf", Type = MapType.PerfEventArray }).With("send", "xdp", SendByPerf));
        loaded.Load();
        using var reader = loaded.OpenEvents("perf", new EventReaderOptions { PagesPerCpu = 1 });
        var program = loaded.Program("send");
        var seen = new List<long>();
        RecordHandler handler = (record, cpu) =>
        {
            Assert.InRange(record.Length, 12, 20);
            Assert.InRange(cpu, 0, KernelTarget.PossibleCpus - 1);
            seen.Add(MemoryMarshal.Read<long>(record));
        };
        for (var i = 0; i < 500; i++)
        {
            program.TestRun(new byte[64]);
            Assert.Equal(1, reader.Poll(1000, handler));
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(i => (long)i), seen);
        Assert.Equal(0, reader.LostCount);
        for (var i = 0; i < 1000; i++)
        {
            program.TestRun(new byte[64]);
        }

        var read = reader.Consume(handler);
        program.TestRun(new byte[64]);
        // The note about what was lost comes before the next record of the same CPU; on another CPU it may still wait.
        read += reader.Consume(handler);
        Assert.True(reader.KnowsLoss);
        Assert.True(reader.LostCount > 0);
        Assert.InRange(read + reader.LostCount, 1, 1001);
    }

    [SkippableFact]
    public void Trace_pipe_shows_what_programs_print()
    {
        Needs.Kernel();
        using var loaded = BpfObject.FromSpec(Assembled.Object().With("print", "xdp", """
            r1 = 0x000a6f6c6c6568 ll
            *(u64 *)(r10 - 8) = r1
            r1 = r10
            r1 += -8
            r2 = 7
            call 6
            r0 = 0
            exit
            """));
        loaded.Load();
        using var pipe = TracePipe.Open();
        var lines = new List<TraceLine>();
        for (var i = 0; i < 50 && !lines.Exists(l => l.Message == "hello"); i++)
        {
            // Again each time: the pipe is one for the machine, and another reader may have taken the line.
            loaded.Program("print").TestRun(new byte[64]);
            pipe.Poll(100, lines.Add);
        }

        var line = lines.First(l => l.Message == "hello");
        Assert.True(line.Pid > 0);
        Assert.InRange(line.Cpu, 0, KernelTarget.PossibleCpus);
    }
}
