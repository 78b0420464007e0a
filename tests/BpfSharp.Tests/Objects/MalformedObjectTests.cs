// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Library;

namespace BpfSharp.Tests.Objects;

/// <summary>Damaged objects end in a clear error or in a spec, never in anything else. eng/fuzz-objects goes on from here.</summary>
public class MalformedObjectTests
{
    private const string Everything = """
        struct inner { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, long); } one SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 4); __type(key, int); __array(values, struct inner); } outer SEC(".maps") = { .values = { [2] = &one } };
        int (*program)(struct xdp_md *);
        struct ops { int (*act)(void); int flags; };
        SEC("struct_ops/act") int act(void *ctx) { return 0; }
        SEC(".struct_ops") struct ops mine = { .act = (void *)act, .flags = 3 };
        extern int CONFIG_HZ __kconfig;
        extern const void init_task __ksym __weak;
        const volatile int wanted = 1;
        struct { __uint(type, 33); __uint(map_flags, 1 << 10); __uint(max_entries, 4); } arena SEC(".maps");
        int in_arena SEC(".addr_space.1") = 5;
        struct task_struct { int pid; } __attribute__((preserve_access_index));
        static __attribute__((noinline)) int helper(int a) { return a + wanted + CONFIG_HZ; }
        SEC("raw_tp/sched_switch") int on_switch(struct task_struct **ctx)
        {
            int key = 2, pid;
            bpf_probe_read_kernel(&pid, sizeof(pid), &ctx[1]->pid);
            return bpf_map_lookup_elem(&outer, &key) && &init_task ? helper(pid) : (long)&in_arena;
        }
        """;

    [SkippableFact]
    public void Every_byte_flipped()
    {
        var good = ClangObject.Compile(Everything);
        var readable = 0;
        for (var at = 0; at < good.Length; at++)
        {
            foreach (var flip in (ReadOnlySpan<byte>)[1, 0x80, 0xff])
            {
                good[at] ^= flip;
                readable += TryRead(good) ? 1 : 0;
                good[at] ^= flip;
            }
        }

        // Debug text and unused bits may change without harm; but most of what steers the reader must be noticed.
        Assert.InRange(readable, 1, good.Length * 3 - good.Length / 10);
        Assert.True(TryRead(good));
    }

    [SkippableFact]
    public void Cut_anywhere()
    {
        var good = ClangObject.Compile(Everything);
        for (var length = 0; length < good.Length; length += 64)
        {
            Assert.False(TryRead(good.AsMemory(0, length)), $"cut at {length}");
        }
    }

    /// <summary>Symbols whose names are all the long tail of one string: 4 MB of file must not become gigabytes.</summary>
    [Fact]
    public void Names_that_overlap_are_refused_before_they_fill_the_memory()
    {
        var spec = SampleObject.Create();
        var bytes = ElfWriter.Write(spec);
        var grown = WithOverlappingNames(bytes, symbols: 20_000, nameBytes: 500_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<ObjectFormatException>(() => ElfReader.Read(grown, "grown.o"));
        Assert.Contains("names overlap", refused.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100 << 20);
    }

    [Fact]
    public void Jump_tables_are_refused_with_the_flag_that_avoids_them()
    {
        var bytes = ElfWriter.Write(SampleObject.Create());
        var at = bytes.AsSpan().LastIndexOf("license\0"u8);
        Assert.True(at > 0);
        var names = new byte[bytes.Length + 16];
        bytes.CopyTo(names, 0);

        // ".jumptables" needs more room than "license" has: its name goes behind the file, where the string table is made to end.
        var (table, offset, size) = StringTable(names);
        ".jumptables\0"u8.CopyTo(names.AsSpan(bytes.Length));
        BitConverter.TryWriteBytes(names.AsSpan(table + 32), (ulong)(names.Length - offset));
        Assert.True(size > 0);
        BitConverter.TryWriteBytes(names.AsSpan(SectionNamed(names, "license", offset)), bytes.Length - offset);
        var refused = Assert.Throws<ObjectFormatException>(() => ElfReader.Read(names, "jumps.o"));
        Assert.Contains("-fno-jump-tables", refused.Message, StringComparison.Ordinal);
    }

    private static (int Header, int Offset, int Size) StringTable(byte[] elf)
    {
        var header = (int)BitConverter.ToUInt64(elf, 40) + BitConverter.ToUInt16(elf, 62) * 64;
        return (header, (int)BitConverter.ToUInt64(elf, header + 24), (int)BitConverter.ToUInt64(elf, header + 32));
    }

    private static int SectionNamed(byte[] elf, string name, int strings)
    {
        var table = (int)BitConverter.ToUInt64(elf, 40);
        for (var i = 0; i < BitConverter.ToUInt16(elf, 60); i++)
        {
            var at = strings + BitConverter.ToInt32(elf, table + i * 64);
            if (System.Text.Encoding.ASCII.GetString(elf, at, name.Length + 1) == name + "\0")
            {
                return table + i * 64;
            }
        }

        throw new InvalidOperationException(name);
    }

    private static byte[] WithOverlappingNames(byte[] elf, int symbols, int nameBytes)
    {
        var table = (int)BitConverter.ToUInt64(elf, 40);
        var (strings, _, _) = StringTable(elf);
        var grown = new byte[elf.Length + nameBytes + symbols * 24];
        elf.CopyTo(grown, 0);
        var (namesAt, symbolsAt) = (elf.Length, elf.Length + nameBytes);
        elf.AsSpan((int)BitConverter.ToUInt64(elf, strings + 24), (int)BitConverter.ToUInt64(elf, strings + 32)).CopyTo(grown.AsSpan(namesAt));
        grown.AsSpan(namesAt + (int)BitConverter.ToUInt64(elf, strings + 32), nameBytes - 1 - (int)BitConverter.ToUInt64(elf, strings + 32)).Fill((byte)'a');
        BitConverter.TryWriteBytes(grown.AsSpan(strings + 24), (ulong)namesAt);
        BitConverter.TryWriteBytes(grown.AsSpan(strings + 32), (ulong)nameBytes);
        for (var i = 0; i < BitConverter.ToUInt16(elf, 60); i++)
        {
            var header = table + i * 64;
            if (BitConverter.ToUInt32(elf, header + 4) == 2)
            {
                BitConverter.TryWriteBytes(grown.AsSpan(header + 24), (ulong)symbolsAt);
                BitConverter.TryWriteBytes(grown.AsSpan(header + 32), (ulong)(symbols * 24));
            }
        }

        for (var i = 0; i < symbols; i++)
        {
            BitConverter.TryWriteBytes(grown.AsSpan(symbolsAt + i * 24), 5000 + i);
        }

        return grown;
    }

    private static bool TryRead(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            ElfReader.Read(bytes, "bad.o");
            return true;
        }
        catch (ObjectFormatException refusal)
        {
            Assert.StartsWith("bad.o: ", refusal.Message, StringComparison.Ordinal);
            return false;
        }
    }
}
