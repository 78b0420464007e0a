// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Tests.Library;

/// <summary>What clang's objects may hold beside plain maps and programs: read, loaded and run.</summary>
[Collection("kernel objects")]
public class ObjectFeatureTests
{
    private const string Jumps = """
        int jumped;
        SEC("?xdp") int second(struct xdp_md *ctx) { jumped = 7; return 2; }
        SEC("xdp") int third(struct xdp_md *ctx) { jumped = 9; return 3; }
        struct {
            __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
            __uint(max_entries, 4);
            __uint(key_size, 4);
            __array(values, int (void *));
        } jumps SEC(".maps") = { .values = { [1] = (void *)&second, [3] = (void *)&third } };
        SEC("xdp") int first(struct xdp_md *ctx) { bpf_tail_call(ctx, &jumps, ctx->data_end - ctx->data == 64 ? 3 : 1); return 1; }
        """;

    private const string Nested = """
        struct inner { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, long); } one SEC(".maps"), two SEC(".maps");
        struct {
            __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 8); __type(key, int); __array(values, struct inner);
        } outer SEC(".maps") = { .values = { [2] = &one, [5] = &two } };
        struct {
            __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS); __uint(max_entries, 8); __type(key, int); __array(values, struct inner);
        } by_key SEC(".maps") = { .values = { [1000] = &two } };
        SEC("xdp") int put(struct xdp_md *ctx)
        {
            int keys[3] = { 5, 1000, 0 };
            void *map = bpf_map_lookup_elem(&outer, &keys[0]), *same = bpf_map_lookup_elem(&by_key, &keys[1]);
            long *value = map ? bpf_map_lookup_elem(map, &keys[2]) : 0, *again = same ? bpf_map_lookup_elem(same, &keys[2]) : 0;
            if (value) *value += 11;
            if (again) *again += 100;
            return 2;
        }
        """;

    private const string Congestion = """
        struct sock; struct tcp_sock; struct ack_sample; struct rate_sample;
        struct tcp_congestion_ops {
            unsigned int flags;
            unsigned int (*ssthresh)(struct sock *);
            unsigned int (*undo_cwnd)(struct sock *);
            void (*cong_avoid)(struct sock *, unsigned int, unsigned int);
            int (*never_was)(void);
            char name[16];
        };
        SEC("struct_ops/ssthresh") unsigned int BPF_ssthresh(unsigned long long *ctx) { return 5; }
        SEC("struct_ops/undo") unsigned int BPF_undo(unsigned long long *ctx) { return 5; }
        SEC("struct_ops/avoid") void BPF_avoid(unsigned long long *ctx) { }
        SEC("struct_ops/never") int BPF_never(unsigned long long *ctx) { return 0; }
        SEC("SECTION") struct tcp_congestion_ops bpfsharp_test = {
            .ssthresh = (void *)BPF_ssthresh, .undo_cwnd = (void *)BPF_undo, .cong_avoid = (void *)BPF_avoid, .never_was = (void *)BPF_never, .name = "bpfsharp_test",
        };
        """;

    [SkippableFact]
    public void Program_arrays_are_filled_as_declared_and_left_out_programs_leave_gaps()
    {
        Needs.Kernel(5, 8);
        using var loaded = ClangObject.Load(Jumps);
        Assert.Equal([new MapSlot(1, "second"), new MapSlot(3, "third")], loaded.Map("jumps").Spec.Slots);
        Assert.Equal(-1, loaded.Program("second").Fd);
        Assert.Equal(3u, loaded.Program("first").TestRun(new byte[64]).ReturnValue);
        Assert.Equal(1u, loaded.Program("first").TestRun(new byte[65]).ReturnValue);

        var spec = ClangObject.Read(Jumps);
        spec.Programs.Single(p => p.Name == "second").AutoLoad = true;
        using var all = BpfObject.FromSpec(spec);
        all.Load();
        Assert.Equal(2u, all.Program("first").TestRun(new byte[65]).ReturnValue);
    }

    [SkippableFact]
    public void Maps_of_maps_are_filled_as_declared()
    {
        Needs.Kernel(5, 8);
        using var loaded = ClangObject.Load(Nested);
        loaded.Program("put").TestRun(new byte[64]);
        Assert.Equal((0L, 111L), (loaded.Map("one").AsArray<long>()[0], loaded.Map("two").AsArray<long>()[0]));
    }

    [SkippableTheory]
    [InlineData(".struct_ops")]
    [InlineData(".struct_ops.link")]
    public void Structs_of_callbacks_come_into_force_and_go(string section)
    {
        Needs.Kernel(6, 4);
        var spec = ClangObject.Read(Congestion.Replace("SECTION", section, StringComparison.Ordinal));
        var map = spec.Maps.Single(m => m.StructOps is not null);
        Assert.Equal(["BPF_avoid", "BPF_never", "BPF_ssthresh", "BPF_undo"], map.StructOps!.Callbacks.Select(c => c.Program).Order());
        using var loaded = BpfObject.FromSpec(spec);
        loaded.Load();
        Assert.Equal(-1, loaded.Program("BPF_never").Fd);
        var link = Assert.Single(loaded.AttachAll());
        Assert.Contains("bpfsharp_test", Available(), StringComparison.Ordinal);
        Assert.Equal(section == ".struct_ops.link", link.Id != 0);
        link.Dispose();
        Assert.DoesNotContain("bpfsharp_test", Available(), StringComparison.Ordinal);

        static string Available() => File.ReadAllText("/proc/sys/net/ipv4/tcp_available_congestion_control");
    }

    [SkippableFact]
    public void A_struct_the_kernel_does_not_have_is_named_and_one_left_out_takes_its_programs_with_it()
    {
        Needs.Kernel(5, 8);
        const string Text = """
            struct no_such_ops { int (*act)(void); };
            SEC("struct_ops/act") int act(void *ctx) { return 0; }
            SEC("xdp") int other(struct xdp_md *ctx) { return 2; }
            SEC("SECTION") struct no_such_ops mine = { .act = (void *)act };
            """;
        var missing = Assert.Throws<BpfNotSupportedException>(() => ClangObject.Load(Text.Replace("SECTION", ".struct_ops", StringComparison.Ordinal)));
        Assert.Contains("create map mine: this kernel has no struct no_such_ops", missing.Message, StringComparison.Ordinal);
        using var loaded = ClangObject.Load(Text.Replace("SECTION", "?.struct_ops", StringComparison.Ordinal));
        Assert.True(loaded.Program("other").Fd >= 0);
        Assert.Equal(-1, loaded.Program("act").Fd);
        Assert.False(loaded.TryGetMap("mine", out _));
    }

    [SkippableFact]
    public void Static_functions_of_any_section_and_equal_names_are_subprograms()
    {
        Needs.Kernel(5, 8);
        using var loaded = ClangObject.Load("""
            static __attribute__((noinline, section("elsewhere"))) int add(int a) { return a * 3 + (int)bpf_get_smp_processor_id() * 0; }
            static __attribute__((noinline, section("xdp"))) int near(int a) { asm volatile(""); return add(a) + 1; }
            __attribute__((visibility("hidden"), noinline)) int hidden(int a) { asm volatile(""); return near(a) + 1; }
            SEC("xdp") int main_program(struct xdp_md *ctx) { return hidden(ctx->data_end - ctx->data); }
            """);
        Assert.Equal(64u * 3 + 2, loaded.Program("main_program").TestRun(new byte[64]).ReturnValue);
        Assert.False(loaded.Spec.Subprograms.Single(s => s.Name == "hidden").IsGlobal);
    }

    [SkippableFact]
    public void Maps_of_before_btf_are_read_and_what_iproute2_added_is_named()
    {
        Needs.Kernel(5, 8);
        const string Text = """
            struct definition { unsigned type, key, value, entries, flags EXTRA; };
            struct definition __attribute__((section("maps"), used)) counts = { 2, 4, 8, 3, 0 }, table = { 1, 4, 8, 16, 1 };
            SEC("xdp") int count(struct xdp_md *ctx) { int key = 2; long *value = bpf_map_lookup_elem(&counts, &key); if (value) *value += 5; return 2; }
            """;
        using var loaded = ClangObject.Load(Text.Replace("EXTRA", "", StringComparison.Ordinal));
        loaded.Program("count").TestRun(new byte[64]);
        Assert.Equal(5, loaded.Map("counts").AsArray<long>()[2]);
        Assert.Equal((MapType.Hash, 16u, 1u), (loaded.Map("table").Type, loaded.Map("table").MaxEntries, loaded.Map("table").Spec.Flags));
        var extended = Text.Replace("EXTRA", ", id, pinning", StringComparison.Ordinal).Replace("3, 0 }", "3, 0, 0, 2 }", StringComparison.Ordinal);
        var refused = Assert.Throws<ObjectFormatException>(() => ClangObject.Read(extended));
        Assert.Contains("map 'counts' has properties past its flags, as iproute2's maps have", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Data_sections_can_be_mapped_and_carry_the_objects_name()
    {
        Needs.Kernel(5, 8);
        using var loaded = ClangObject.Load("""
            const volatile int constant = 3; int counter = 4; int zero; int custom SEC(".data.custom") = 5;
            SEC("xdp") int sum(struct xdp_md *ctx) { return constant + counter++ + zero + custom; }
            """);
        Assert.Equal(12u, loaded.Program("sum").TestRun(new byte[64]).ReturnValue);
        var names = loaded.Maps.ToDictionary(m => m.Name, m => m.Information().name.ToString());
        Assert.Equal(("text.rodata", "text.data", "text.bss", ".data.custom"), (names[".rodata"], names[".data"], names[".bss"], names[".data.custom"]));
        Assert.All(loaded.Maps, m => Assert.NotEqual(0u, m.Information().map_flags & 1 << 10));
    }

    [SkippableFact]
    public void A_map_that_is_left_out_matters_only_where_it_is_reached()
    {
        Needs.Kernel(5, 8);
        const string Text = """
            const volatile int wanted = 0;
            struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, long); } extra SEC(".maps");
            SEC("xdp") int use(struct xdp_md *ctx) { int key = 0; long *value = wanted ? bpf_map_lookup_elem(&extra, &key) : 0; return value ? 1 : 2; }
            """;
        using var loaded = BpfObject.FromSpec(Without(ClangObject.Read(Text)));
        loaded.Load();
        Assert.Equal(2u, loaded.Program("use").TestRun(new byte[64]).ReturnValue);

        var reached = Without(ClangObject.Read(Text));
        BinaryPrimitives.WriteInt32LittleEndian(reached.Maps.Single(m => m.Name == ".rodata").InitialContents, 1);
        using var refused = BpfObject.FromSpec(reached);
        Assert.Contains("map extra is left out", Assert.Throws<VerifierException>(() => refused.Load()).Message, StringComparison.Ordinal);

        static ObjectSpec Without(ObjectSpec spec)
        {
            spec.Maps.Single(m => m.Name == "extra").AutoCreate = false;
            return spec;
        }
    }

    [SkippableFact]
    public void Two_maps_or_programs_of_one_name_and_wrong_initial_values_are_refused_by_name()
    {
        var refused = Assert.Throws<ObjectFormatException>(() => ClangObject.Read("""
            struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, long); __uint(pinning, 7); } odd SEC(".maps");
            """));
        Assert.Contains("map 'odd' asks for the unknown pinning 7", refused.Message, StringComparison.Ordinal);
    }
}
