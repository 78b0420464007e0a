// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Tests.Objects;

public sealed class ElfReaderTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("bpfsharp").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Reads_back_what_the_writer_writes()
    {
        var spec = SampleObject.Create();
        spec.Programs[0].CoreRelocations.Add(new CoreRelocation(1, 1, "0:1", CoreRelocationKind.FieldExists));
        var back = ElfReader.Read(ElfWriter.Write(spec), "back.o");
        Assert.Equal("GPL", back.License);
        Assert.Equal(["counts", "events", ".rodata", ".bss"], back.Maps.Select(m => m.Name));
        var counts = back.Maps[0];
        Assert.Equal((MapType.Hash, 4, 8, 64u, 1u, 2u), (counts.Type, counts.KeySize, counts.ValueSize, counts.MaxEntries, counts.KeyTypeId, counts.ValueTypeId));
        Assert.Equal((MapType.Ringbuf, 0, 4096u), (back.Maps[1].Type, back.Maps[1].KeySize, back.Maps[1].MaxEntries));
        Assert.Equal((true, 1), (back.Maps[2].IsReadOnlyData, (int)back.Maps[2].InitialContents[0]));
        Assert.Equal((16, 0), (back.Maps[3].ValueSize, back.Maps[3].InitialContents.Length));
        Assert.Equal([("twice", false), ("thrice", true)], back.Subprograms.Select(s => (s.Name, s.IsGlobal)));
        for (var i = 0; i < 2; i++)
        {
            var (was, now) = (spec.Programs[i], back.Programs[i]);
            Assert.Equal((was.Name, was.SectionName, was.Type, was.AttachTarget, was.FunctionTypeId), (now.Name, now.SectionName, now.Type, now.AttachTarget, now.FunctionTypeId));
            Assert.Equal(was.Relocations, now.Relocations);
            Assert.Equal(was.Instructions, now.Instructions);
            Assert.Equal(was.CoreRelocations, now.CoreRelocations);
            Assert.Equal(was.Lines, now.Lines);
        }
    }

    [Fact]
    public void Calls_of_functions_with_sections_of_their_own_are_written_and_refused_by_the_loader()
    {
        var spec = SampleObject.Create();
        SampleObject.Fill(spec.Subprograms[0], "call on_switch2\nexit");
        var written = ElfWriter.Write(spec);
        var error = Assert.Throws<ObjectFormatException>(() => ElfReader.Read(written, "back.o"));
        Assert.EndsWith("call of 'on_switch2', which is a program and no subprogram", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_properties_survive()
    {
        var spec = new ObjectSpec { Name = "maps" };
        spec.Maps.Add(new MapSpec
        {
            Name = "outer", Type = MapType.HashOfMaps, KeySize = 8, ValueSize = 4, MaxEntries = 3, PinPath = "/sys/fs/bpf/outer",
            Inner = new MapSpec { Name = "inner", Type = MapType.Array, KeySize = 4, ValueSize = 100, MaxEntries = 7, Flags = 0x400 },
        });
        spec.Maps.Add(new MapSpec { Name = "bloom", Type = MapType.BloomFilter, ValueSize = 4, MaxEntries = 9, Extra = 0x1_0000_0003, NumaNode = 1 });
        var back = ElfReader.Read(ElfWriter.Write(spec), "maps.o").Maps;
        Assert.Equal(("/sys/fs/bpf/outer", 8, 4), (back[0].PinPath, back[0].KeySize, back[0].ValueSize));
        Assert.Equal((MapType.Array, 4, 100, 7u, 0x400u), (back[0].Inner!.Type, back[0].Inner!.KeySize, back[0].Inner!.ValueSize, back[0].Inner!.MaxEntries, back[0].Inner!.Flags));
        Assert.Equal((0x1_0000_0003ul, 1), (back[1].Extra, back[1].NumaNode));
    }

    [SkippableFact]
    public void Reads_what_clang_compiles_and_libbpf_loads_it_rewritten()
    {
        Skip.IfNot(File.Exists(Commands.Clang), "clang is not installed");
        var source = Path.Combine(directory, "sample.c");
        var compiled = Path.Combine(directory, "sample.o");
        File.WriteAllText(source, ClangSource);
        var (code, output) = Commands.Run(Commands.Clang, "-O2", "-g", "-target", "bpf", "-c", source, "-o", compiled);
        Assert.True(code == 0, output);

        var spec = ElfReader.Read(File.ReadAllBytes(compiled), "sample.o");
        Assert.Equal(["counts", "events", "outer", ".rodata", ".data", ".bss"], spec.Maps.Select(m => m.Name));
        Assert.Equal((MapType.Array, 8), (spec.Maps[2].Inner!.Type, spec.Maps[2].Inner!.ValueSize));
        Assert.Equal(["thrice", "twice", "count"], spec.Subprograms.Select(s => s.Name));
        Assert.Contains(spec.Subprograms[0].Relocations, r => r is { Kind: RelocationKind.Subprogram, Target: "twice" });
        var main = spec.Programs.Single(p => p.Name == "on_switch");
        Assert.Contains(main.Relocations, r => r is { Kind: RelocationKind.Map, Target: "counts" });
        Assert.Contains(main.Relocations, r => r is { Kind: RelocationKind.MapValue, Target: ".rodata", Addend: 0 });
        Assert.Contains(main.Relocations, r => r is { Kind: RelocationKind.Subprogram, Target: "count" });
        Assert.NotEmpty(main.Lines);
        Assert.EndsWith("sample.c", spec.Files[main.Lines[0].File], StringComparison.Ordinal);
        var raw = spec.Programs.Single(p => p.Name == "raw");
        Assert.Equal((ProgramType.RawTracepoint, "sched_switch", true), (raw.Type, raw.AttachTarget, raw.AutoAttach));
        Assert.Equal(CoreRelocationKind.FieldByteOffset, raw.CoreRelocations.Single().Kind);
        var types = BtfTypes.Parse(spec.Btf);
        Assert.Equal(16, types.Get(types.Find(BtfKind.DataSection, ".bss")).Size);

        Commands.Load(directory, ElfWriter.Write(spec));
    }

    [SkippableFact]
    public void Constants_that_clang_merges_elsewhere_are_no_part_of_rodata()
    {
        Skip.IfNot(File.Exists(Commands.Clang), "clang is not installed");
        var source = Path.Combine(directory, "merged.c");
        var compiled = Path.Combine(directory, "merged.o");
        File.WriteAllText(source, """
            static const long table[4] = { 1, 20, 300, 4000 };
            const volatile char flag = 1;
            unsigned long at;
            __attribute__((section("xdp"), used)) int prog(void *ctx) { return table[at & 3] + flag; }
            """);
        var (code, output) = Commands.Run(Commands.Clang, "-O2", "-g", "-target", "bpf", "-c", source, "-o", compiled);
        Assert.True(code == 0, output);
        var types = BtfTypes.Parse(ElfReader.Read(File.ReadAllBytes(compiled), "merged.o").Btf);
        Assert.Equal(1, types.Get(types.Find(BtfKind.DataSection, ".rodata")).Size);
    }

    [Fact]
    public void Cut_or_flipped_bytes_never_crash()
    {
        var good = ElfWriter.Write(SampleObject.Create());
        for (var length = 0; length < good.Length; length += 5)
        {
            TryRead(good.AsMemory(0, length));
        }

        for (var at = 0; at < good.Length; at++)
        {
            foreach (var flip in new byte[] { 1, 0xff })
            {
                good[at] ^= flip;
                TryRead(good);
                good[at] ^= flip;
            }
        }
    }

    [Fact]
    public void Other_files_are_refused_with_a_reason()
    {
        Assert.Equal("a: the file ends before its file header", Assert.Throws<ObjectFormatException>(() => ElfReader.Read("hello"u8.ToArray(), "a")).Message);
        Assert.Equal("b: not an ELF file", Assert.Throws<ObjectFormatException>(() => ElfReader.Read(new byte[100], "b")).Message);
        var program = File.ReadAllBytes(Environment.ProcessPath!);
        Assert.Contains("not a BPF object file", Assert.Throws<ObjectFormatException>(() => ElfReader.Read(program, "c")).Message, StringComparison.Ordinal);
    }

    private static void TryRead(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            // What still reads must still write, or say why not.
            ElfWriter.Write(ElfReader.Read(bytes, "bad.o"));
        }
        catch (ObjectFormatException)
        {
        }
    }

    private const string ClangSource = """
        typedef unsigned int u32; typedef unsigned long long u64;
        #define SEC(n) __attribute__((section(n), used))
        #define __uint(name, val) int (*name)[val]
        #define __type(name, val) typeof(val) *name
        #define __array(name, val) typeof(val) *name[]
        struct { __uint(type, 1); __uint(max_entries, 64); __type(key, u32); __type(value, u64); } counts SEC(".maps");
        struct { __uint(type, 27); __uint(max_entries, 4096); } events SEC(".maps");
        struct inner { __uint(type, 2); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 8); };
        struct { __uint(type, 12); __uint(max_entries, 2); __type(key, u32); __array(values, struct inner); } outer SEC(".maps");
        static void *(*lookup)(void *map, const void *key) = (void *) 1;
        static long (*loop)(u32 n, void *cb, void *ctx, u64 flags) = (void *) 181;
        const volatile u64 step = 3;
        u64 total;
        static volatile u64 hidden;
        u64 start = 7;
        struct task_struct { int pid; int tgid; } __attribute__((preserve_access_index));
        static __attribute__((noinline)) int twice(u64 v) { hidden += v; return v * 2; }
        __attribute__((noinline)) int thrice(u64 v) { return twice(v) + v; }
        static long count(u32 i, void *ctx) { total += i; return 0; }
        SEC("tracepoint/sched/sched_switch") int on_switch(void *ctx)
        {
            u32 key = 0;
            u64 *v = lookup(&counts, &key);
            if (v)
                *v += twice(step) + thrice(start);
            loop(3, count, 0, 0);
            return 0;
        }
        SEC("tracepoint/sched/sched_switch") int on_switch2(void *ctx) { return thrice(total); }
        SEC("raw_tp/sched_switch") int raw(u64 *ctx)
        {
            int tgid;
            ((long (*)(void *, u32, const void *)) 113)(&tgid, 4, &((struct task_struct *) ctx[1])->tgid);
            return tgid;
        }
        char _license[] SEC("license") = "GPL";
        """;
}
