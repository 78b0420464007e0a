// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Objects;
using BpfSharp.Tests.Support;
using BpfSharp.Vm;

namespace BpfSharp.Tests.Library;

/// <summary>Locals larger than the stack move to a per-CPU map where that is safe, and only there.</summary>
[Collection("kernel objects")]
public sealed class ScratchStorageTests : IDisposable
{
    private const string Program = "two-kilobytes-of-locals.c";
    private const string Head = "#include \"vmlinux.h\"\n#include <bpf/bpf_helpers.h>\n#include <bpf/bpf_tracing.h>\n";
    private const string Fill = "static void fill(u8 *p, u32 n) { for (u32 i = 0; i < n; i++) p[i] = bpf_get_prandom_u32(); }\n";
    private const string Use = "u8 big[600]; fill(big, sizeof(big)); return big[bpf_get_smp_processor_id() & 511] & 1;";

    private readonly string folder = Directory.CreateTempSubdirectory("scratch-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // What gcc's code for the same function returns.
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Values_are_right(int level)
    {
        Needs.Kernel();
        using var target = KernelTarget.Running();
        var packet = new byte[64];
        Array.Fill(packet, (byte)3);
        var spec = Compile(File.ReadAllText(Repository.PathOf("tests/programs/hard", Program)), target.DescriptionFor(level)).Object!;
        Assert.Equal(8162u, (uint)new BpfMachine(spec).RunOnPacket("prog", packet));
        using var loaded = BpfObject.FromSpec(spec);
        loaded.Load();
        for (var again = 0; again < 3; again++)
        {
            Assert.Equal(8162u, loaded.Program("prog").TestRun(packet).ReturnValue);
        }
    }

    [SkippableFact]
    public void Libbpf_loads_the_object()
    {
        Needs.Kernel();
        using var target = KernelTarget.Running();
        var spec = Compile(File.ReadAllText(Repository.PathOf("tests/programs/hard", Program)), target.DescriptionFor(3)).Object!;
        Commands.Load(folder, ElfWriter.Write(spec));
    }

    [SkippableFact]
    public void A_note_tells_what_moved_and_why()
    {
        Needs.Kernel();
        using var target = KernelTarget.Running();
        var result = Compile(Head + Fill + "SEC(\"xdp\") int f(struct xdp_md *ctx)\n{\n" + Use + "\n}", target.Description);
        var note = Assert.Single(result.Diagnostics, static d => d.Descriptor.Id == "BS0521");
        Assert.Equal("local 'big' of 600 bytes is kept in the per-CPU map 'locals': the stack has 512 bytes for the whole function", note.Message);
        Assert.Equal(7, result.Sources.Resolve(note.Span.Start).Line);
        var map = Assert.Single(result.Object!.Maps);
        Assert.Equal((MapType.PercpuArray, 4, 600, 1u), (map.Type, map.KeySize, map.ValueSize, map.MaxEntries));
    }

    [SkippableFact]
    public void A_map_of_that_name_is_left_alone_and_functions_share_no_bytes()
    {
        Needs.Kernel();
        using var target = KernelTarget.Running();
        var spec = Compile(Head + Fill + """
            struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, long); } locals SEC(".maps");
            static __noinline int inner(u32 n) { u8 deep[520]; fill(deep, sizeof(deep)); return deep[n & 511]; }
            SEC("xdp") int f(struct xdp_md *ctx) { int zero = 0; u8 big[600]; fill(big, sizeof(big)); return inner(big[1]) + big[2] + (bpf_map_lookup_elem(&locals, &zero) ? 1 : 0); }
            SEC("tc") int g(struct __sk_buff *skb) { u8 other[700]; fill(other, sizeof(other)); return other[3]; }
            """, target.Description).Object!;
        Assert.Equal(600 + 520 + 704, spec.Maps.Find(static m => m.Name == "locals_")!.ValueSize);
        using var loaded = BpfObject.FromSpec(spec);
        loaded.Load();
    }

    [SkippableTheory]
    [InlineData("tracepoint/syscalls/sys_enter_getpgid", "void *ctx", true)]
    [InlineData("perf_event", "void *ctx", true)]
    [InlineData("kprobe/do_nanosleep", "void *ctx", true)]
    [InlineData("kretprobe", "void *ctx", true)]
    [InlineData("raw_tp/sched_switch", "void *ctx", true)]
    [InlineData("tp_btf/sched_switch", "void *ctx", true)]
    [InlineData("fentry/do_nanosleep", "void *ctx", true)]
    [InlineData("xdp", "struct xdp_md *ctx", true)]
    [InlineData("tc", "struct __sk_buff *ctx", true)]
    [InlineData("uprobe//bin/sh:main", "void *ctx", false)]
    [InlineData("fentry.s/do_nanosleep", "void *ctx", false)]
    [InlineData("lsm/file_open", "void *ctx", false)]
    [InlineData("iter/task", "void *ctx", false)]
    [InlineData("socket", "struct __sk_buff *ctx", false)]
    [InlineData("cgroup_skb/egress", "struct __sk_buff *ctx", false)]
    [InlineData("cgroup/connect4", "struct bpf_sock_addr *ctx", false)]
    [InlineData("struct_ops/x", "void *ctx", false)]
    [InlineData("syscall", "void *ctx", false)]
    public void Moves_where_no_second_run_can_interfere(string section, string parameter, bool moves)
    {
        Needs.Kernel();
        using var target = KernelTarget.Running();
        Skip.If(moves && target.Description.KernelVersion < (6 << 16 | 2 << 8), "raw tracepoints may nest before Linux 6.2");
        var result = Compile(Head + Fill + $"SEC(\"{section}\") int f({parameter}) {{ {Use} }}", target.Description);
        Assert.Equal(moves ? "BS0521" : "BS0500", Assert.Single(result.Diagnostics, static d => d.Descriptor.Id is "BS0500" or "BS0521").Descriptor.Id);
    }

    [SkippableTheory]
    [InlineData("int f(struct __sk_buff *s) { bpf_clone_redirect(s, 1, 0); USE }")] // the copy may come by here again
    [InlineData("static __noinline int g(int n) { USE } SEC(\"xdp\") int x(struct xdp_md *c) { return g(1); } SEC(\"tc\") int f(struct __sk_buff *s) { return g(s->len); }")] // two programs
    [InlineData("static int later(void *map, int *key, void *value) { USE }\nstruct t { struct bpf_timer timer; }; struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct t); } timers SEC(\".maps\");\nSEC(\"tc\") int f(struct __sk_buff *s) { int key = 0; struct t *t = bpf_map_lookup_elem(&timers, &key); if (t) bpf_timer_set_callback(&t->timer, later); return 0; }")]
    [InlineData("static int step(u32 i, void *ctx) { return 0; }\nSEC(\"tc\") int f(struct __sk_buff *s) { u8 big[600]; fill(big, sizeof(big)); bpf_loop(3, step, big, 0); return big[s->len & 511]; }")] // the verifier wants the stack there
    public void Stays_where_it_would_not_be_right(string text)
    {
        Needs.Kernel();
        Skip.If(text.Contains("bpf_timer", StringComparison.Ordinal) && KernelRelease.Code < KernelRelease.Make(5, 15), "struct bpf_timer came with Linux 5.15");
        using var target = KernelTarget.Running();
        var isWhole = text.StartsWith("static", StringComparison.Ordinal);
        var result = Compile(Head + Fill + (isWhole ? "" : "SEC(\"tc\") ") + text.Replace("USE", Use, StringComparison.Ordinal), target.Description);
        Assert.Contains(result.Diagnostics, static d => d.Descriptor.Id == "BS0500");
        Assert.DoesNotContain(result.Diagnostics, static d => d.Descriptor.Id == "BS0521");
    }

    private static CompileResult Compile(string text, TargetDescription target) =>
        CCompiler.Compile(text + (text.Contains("SEC(\"license\")", StringComparison.Ordinal) ? "" : "\nchar _license[] SEC(\"license\") = \"GPL\";\n"), Program, new CompileOptions(), target);
}
