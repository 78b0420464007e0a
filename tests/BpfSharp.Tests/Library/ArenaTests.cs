// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Tests.Library;

/// <summary>Arenas of clang's objects. The instructions that compilers since clang 19 make of <c>__arena</c> are written out, so that older ones serve.</summary>
[Collection("kernel objects")]
public class ArenaTests
{
    private const uint Mappable = 1 << 10, SegvOnFault = 1 << 17;

    private const string Declared = """
        struct { __uint(type, 33 /* BPF_MAP_TYPE_ARENA */); __uint(map_flags, 1 << 10); __uint(max_entries, 16); } arena SEC(".maps");
        static inline void *reach(void *user)
        {
            register void *pointer asm("r1") = user;
            asm volatile(".byte 0xbf, 0x11, 1, 0, 1, 0, 0, 0" : "+r"(pointer)); /* r1 = addr_space_cast(r1, 0, 1) */
            return pointer;
        }

        """;

    private const string Counting = Declared + """
        long unused SEC(".addr_space.1") = 5;
        long counter SEC(".addr_space.1") = 40;
        long entries[3] SEC(".addr_space.1");
        long *where;
        SEC("syscall") int count(void *ctx)
        {
            long *known = reach(&counter), *list = reach(entries);
            *known += 2;
            list[1] = 7;
            where = &counter;
            return 0;
        }
        """;

    private const string Allocating = Declared + """
        void *bpf_arena_alloc_pages(void *map, void *address, unsigned int pages, int node, unsigned long long flags) __ksym;
        long *made;
        SEC("syscall") int allocate(void *ctx)
        {
            void *page = bpf_arena_alloc_pages(&arena, 0, 1, -1, 0);
            if (!page) return 1;
            made = page;
            *(long *)reach(page) = 0x1122334455667788;
            return 0;
        }
        """;

    [SkippableFact]
    public void Variables_are_where_programs_and_the_host_find_them()
    {
        Needs.Kernel(6, 9);
        using var counting = BpfObject.FromSpec(ClangObject.Read(Counting));
        Assert.Equal(40, counting.GetVariable<long>("counter"));
        counting.SetVariable("counter", 50L);
        counting.Load();
        Assert.Equal((50, 5), (counting.GetVariable<long>("counter"), counting.GetVariable<long>("unused")));
        counting.SetVariable("counter", 60L);
        counting.Program("count").TestRun([]);
        Assert.Equal(62, counting.GetVariable<long>("counter"));
        Assert.Equal((0, 7, 0), counting.GetVariable<(long, long, long)>("entries"));
        Assert.Equal(62, counting.Map("arena").AsArena().At<long>(counting.GetVariable<ulong>("where")));
    }

    [SkippableFact]
    public void Pages_that_programs_allocate_are_read_at_the_pointers_they_store()
    {
        Needs.Kernel(6, 9);
        using var allocating = ClangObject.Load(Allocating);
        Assert.Equal(0u, allocating.Program("allocate").TestRun([]).ReturnValue);
        var arena = allocating.Map("arena").AsArena();
        Assert.Equal(16L * Environment.SystemPageSize, arena.Length);
        Assert.Equal(0x1122334455667788, arena.At<long>(allocating.GetVariable<ulong>("made")));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.At(arena.Address + (ulong)arena.Length - 4, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.At(arena.Address - 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.At(0, 1));
    }

    [SkippableFact]
    public void The_address_a_map_asks_for_is_kept_or_the_refusal_says_why_not()
    {
        Needs.Kernel(6, 9);
        const ulong Wanted = 1UL << 44;
        using var first = Changed(Counting, map => map.Extra = Wanted);
        first.Load();
        Assert.Equal(Wanted, first.Map("arena").AsArena().Address);
        Assert.Contains("its map_extra asks for address 0x100000000000, where this process has other memory", Refused(Counting, map => map.Extra = Wanted), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void What_no_arena_can_be_is_said_in_its_own_words()
    {
        Needs.Kernel(6, 9);
        Assert.Contains("an arena has the flag BPF_F_MMAPABLE", Refused(Counting, static map => map.Flags = 0), StringComparison.Ordinal);
        Assert.Contains("a multiple of the page size", Refused(Counting, static map => map.Extra = 12), StringComparison.Ordinal);
        Assert.Contains("raise max_entries", Refused(Counting.Replace("entries[3]", "entries[600]", StringComparison.Ordinal), static map => map.MaxEntries = 1), StringComparison.Ordinal);
        Assert.Contains("it can have no variables", Refused(Counting, static map => map.Flags = Mappable | SegvOnFault), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Kernels_without_arenas_are_named()
    {
        Skip.If(Environment.OSVersion.Version >= new Version(6, 9), "this kernel has arenas");
        Needs.Kernel(5, 8);
        Assert.Contains("Arena maps", Refused(Declared + """SEC("xdp") int pass(struct xdp_md *ctx) { return ctx && &arena ? 2 : 1; }""", static _ => { }), StringComparison.Ordinal);
    }

    private static BpfObject Changed(string text, Action<MapSpec> change)
    {
        var spec = ClangObject.Read(text);
        change(spec.Maps.Single(static m => m.Type == MapType.Arena));
        return BpfObject.FromSpec(spec);
    }

    private static string Refused(string text, Action<MapSpec> change)
    {
        using var changed = Changed(text, change);
        return Assert.ThrowsAny<BpfException>(() => changed.Load()).Message;
    }
}
