// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;
using BpfSharp.Objects.Linking;
using BpfSharp.Tests.Objects;
using BpfSharp.Vm;

namespace BpfSharp.Tests.Library;

/// <summary><c>__arena</c> variables and pointers in C: what our code makes of them in the kernel and in the machine.</summary>
[Collection("kernel objects")]
public class ArenaCodeTests
{
    private const string Head = """
        #include "vmlinux.h"
        #include <bpf/bpf_helpers.h>
        #ifndef __BPF_FEATURE_ADDR_SPACE_CAST
        #error pointers into arenas would not be cast
        #endif
        #define __arena __attribute__((address_space(1)))
        struct { __uint(type, BPF_MAP_TYPE_ARENA); __uint(map_flags, BPF_F_MMAPABLE); __uint(max_entries, 16); } arena SEC(".maps");
        char LICENSE[] SEC("license") = "GPL";

        """;

    private const string Everything = Head + """
        struct element { struct element __arena *next; long value; int numbers[4]; signed char small; };
        typedef struct element __arena element_t;
        element_t first = { .value = 5, .numbers = { 1, 2, 3, 4 } }, elements[3];
        int __arena count = 3;
        static signed char __arena negative = -7;
        static short __arena words[4] = { 1, -2, 3, -4 };
        long results[16];
        unsigned int pick = 2;
        element_t *where;

        static long total(element_t *list)
        {
            long sum = 0;
            for (int i = 0; i < 8 && list; i++, list = list->next)
                sum += list->value;
            return sum;
        }

        SEC("syscall") int all(void *ctx)
        {
            element_t *list = NULL;
            for (int i = 0; i < 3; i++) {
                elements[i].value = i + 10;
                elements[i].next = list;
                list = &elements[i];
            }
            first.next = list;
            results[0] = total(&first);
            results[1] = __sync_fetch_and_add(&first.value, 100) + first.value;
            results[2] = negative * 1000 + words[pick & 3] + words[(pick + 1) & 3];
            element_t *chosen = &elements[pick & 3];
            chosen->numbers[pick & 3] = 9;
            where = chosen;
            struct element copy = first;
            results[3] = copy.numbers[2];
            elements[1] = copy;
            results[4] = elements[1].value;
            int *direct = (int *)&count;
            *direct += 4;
            results[5] = count;
            results[6] = (element_t *)(struct element *)chosen == chosen;
            int __arena *end = &first.numbers[3];
            results[7] = end - first.numbers;
            element_t * __arena *slot = &first.next;
            results[8] = *slot == list;
            __builtin_memset((void *)&elements[0], 0x11, sizeof(elements[0]));
            results[9] = elements[0].numbers[3];
            results[10] = *(volatile typeof(count) *)&count + __atomic_load_n(&count, __ATOMIC_RELAXED);
            elements[0].small = -3;
            results[11] = elements[0].small + (elements[2].next == &elements[1]);
            element_t *none = pick ? NULL : chosen;
            results[12] = !none;
            results[13] = __sync_val_compare_and_swap(&first.value, 105, 77) + first.value;
            return 0;
        }
        """;

    /// <summary>What gcc's code for the same text gives, __arena left out.</summary>
    private static readonly string[] Parts = ["one", "two"];
    private static readonly long[] Expected = [38, 110, -7001, 3, 105, 7, 1, 3, 1, 0x11111111, 14, -2, 1, 182, 0, 0];

    private const string Allocating = Head + """
        void __arena *bpf_arena_alloc_pages(void *map, void __arena *address, __u32 pages, int node, __u64 flags) __ksym __weak;
        void bpf_arena_free_pages(void *map, void __arena *pages, __u32 count) __ksym __weak;
        struct node { struct node __arena *next; long value; };
        struct node __arena *nodes;
        long sum;

        SEC("syscall") int push(void *ctx)
        {
            struct node __arena *made = bpf_arena_alloc_pages(&arena, NULL, 1, -1, 0);
            if (!made)
                return 1;
            made->value = nodes ? nodes->value + 1 : 40;
            made->next = nodes;
            nodes = made;
            return 0;
        }

        SEC("syscall") int pop(void *ctx)
        {
            struct node __arena *last = nodes;
            if (!last)
                return 1;
            sum += last->value;
            nodes = last->next;
            bpf_arena_free_pages(&arena, last, 1);
            return 0;
        }
        """;

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Values_are_right_in_the_kernel(int level)
    {
        Needs.Kernel(6, 9);
        var spec = Compile(Everything, level);
        Check(spec);
        Check(ElfReader.Read(ElfWriter.Write(Compile(Everything, level)), "arena"));

        static void Check(ObjectSpec spec)
        {
            using var loaded = BpfObject.FromSpec(spec);
            loaded.Load();
            loaded.Program("all").TestRun([]);
            Assert.Equal(Expected, loaded.GetVariable<Results>("results").ToArray());
            Assert.Equal(9, loaded.Map("arena").AsArena().At<int>(loaded.GetVariable<ulong>("where") + 24));
            Assert.Equal(7, loaded.GetVariable<int>("count"));
        }
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(4)]
    public void Values_are_right_in_the_machine(int level)
    {
        Needs.Kernel(6, 9); // its types name the helpers
        var machine = new BpfMachine(Compile(Everything, level));
        Assert.Equal(0u, machine.Run("all"));
        var results = machine.Map(".bss").Lookup(new byte[4])!;
        Assert.Contains(Expected[2], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(results).ToArray());
    }

    [SkippableFact]
    public void Pages_are_allocated_linked_and_freed()
    {
        Needs.Kernel(6, 9);
        using var loaded = BpfObject.FromSpec(Compile(Allocating, 3));
        loaded.Load();
        for (var i = 0; i < 16; i++)
        {
            Assert.Equal(0u, loaded.Program("push").TestRun([]).ReturnValue);
        }

        Assert.Equal(1u, loaded.Program("push").TestRun([]).ReturnValue); // 16 pages
        Assert.Equal(55, loaded.Map("arena").AsArena().At<long>(loaded.GetVariable<ulong>("nodes") + 8));
        for (var i = 0; i < 16; i++)
        {
            Assert.Equal(0u, loaded.Program("pop").TestRun([]).ReturnValue);
        }

        Assert.Equal(Enumerable.Range(40, 16).Sum(), loaded.GetVariable<long>("sum"));
        Assert.Equal(0u, loaded.Program("push").TestRun([]).ReturnValue);
    }

    [SkippableFact]
    public void Sign_extending_loads_are_two_instructions_at_every_level()
    {
        Needs.Kernel(6, 9);
        var code = Compile(Everything, 4).Programs[0];
        Assert.DoesNotContain("*(s", CodeListing.Of(code).Replace("(r10", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Variables_of_several_objects_share_the_arena_of_one()
    {
        Needs.Kernel(6, 9);
        var parts = Parts.Select(static name => new LinkInput(name + ".o", ElfWriter.Write(Compile(Head.Replace("struct { __uint", "extern struct { __uint", StringComparison.Ordinal) + $$"""
            static long __arena own = 5;
            __weak long __arena shared = 7;
            __weak __noinline int bump(void) { shared += 10; return 0; }
            __noinline long {{name}}(void) { own += sizeof("{{name}}"); bump(); return own; }
            """, 3))));
        var main = new LinkInput("main.o", ElfWriter.Write(Compile(Head + """
            long one(void); long two(void);
            extern long __arena shared;
            long results[3];
            SEC("syscall") int f(void *ctx) { results[0] = one(); results[1] = two() + two(); results[2] = shared; return 0; }
            """, 3)));
        var linked = ElfReader.Read(ObjectLinker.Link([.. parts, main]), "linked");
        using var loaded = BpfObject.FromSpec(linked);
        loaded.Load();
        loaded.Program("f").TestRun([]);
        Assert.Equal((9, 13 + 9, 37), loaded.GetVariable<(long, long, long)>("results"));
        Assert.Equal(37, loaded.GetVariable<long>("shared"));
        var lone = ElfReader.Read(parts.First().Bytes, "one");
        using var unlinked = BpfObject.FromSpec(lone.With("pass", "xdp", "r0 = 2\nexit"));
        Assert.Contains("bpfsharp link", Assert.Throws<BpfException>(() => unlinked.Load()).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("long __arena *p; SEC(\"syscall\") int f(void *ctx) { return *p; }", "does not mention the arena's map")]
    [InlineData("char __arena name[16]; SEC(\"syscall\") int f(void *ctx) { return bpf_get_current_comm((void *)name, 16); }", "helpers take no memory of an arena")]
    public void What_the_verifier_refuses_is_explained(string text, string expected)
    {
        Needs.Kernel(6, 9);
        using var refused = BpfObject.FromSpec(Compile(Head + text, 3));
        var message = Assert.Throws<VerifierException>(() => refused.Load()).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_program_may_mention_the_arena_for_nothing_but_its_casts()
    {
        Needs.Kernel(6, 9);
        using var loaded = BpfObject.FromSpec(Compile(Head + "long __arena *p; SEC(\"syscall\") int f(void *ctx) { asm volatile(\"\" :: \"r\"(&arena)); return p ? *p : 3; }", 3));
        loaded.Load();
        Assert.Equal(3u, loaded.Program("f").TestRun([]).ReturnValue);
    }

    private static ObjectSpec Compile(string text, int level)
    {
        using var target = KernelTarget.Running();
        var result = CCompiler.Compile(text, "arena.c", new CompileOptions { Dialect = Dialect.Libbpf }, target.DescriptionFor(level));
        Assert.True(result.Object is not null, string.Join("\n", result.Diagnostics.Select(static d => d.Message)));
        Assert.Empty(result.Diagnostics);
        return result.Object;
    }

    [System.Runtime.CompilerServices.InlineArray(16)]
    private struct Results
    {
        private long first;

        public readonly long[] ToArray() => ((ReadOnlySpan<long>)this).ToArray();
    }
}
