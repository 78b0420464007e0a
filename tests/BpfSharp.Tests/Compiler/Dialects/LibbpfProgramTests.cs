// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;
using Kind = BpfSharp.Compiler.Dialect;

namespace BpfSharp.Tests.Compiler.Dialects;

public class LibbpfProgramTests
{
    private const string Includes = """
        #include "vmlinux.h"
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_tracing.h>
        #include <bpf/bpf_core_read.h>
        #include <bpf/bpf_endian.h>

        """;

    [Theory]
    [InlineData("__attribute__((noinline))")]
    [InlineData("__attribute__((unused, noinline))")]
    public void Functions_kept_apart_are_subprograms(string attribute)
    {
        // The kernel's headers make 'noinline' a macro.
        var text = $"#define noinline __attribute__((noinline))\nstatic {attribute} int twice(int v) {{ return v * 2 + 1; }}\n__attribute__((section(\"xdp\"), used)) int prog(void *ctx) {{ return twice(3); }}";
        var options = new BpfSharp.Compiler.CompileOptions { Dialect = Kind.Libbpf };
        var result = BpfSharp.Compiler.CCompiler.Compile(text, "test.c", options, new BpfSharp.Compiler.TargetDescription());
        Assert.Empty(result.Diagnostics);
        Assert.Equal("twice", Assert.Single(result.Object!.Subprograms).Name);
    }

    [SkippableFact]
    public void Numbers_of_every_size_reach_the_map()
    {
        DialectRun.RequireTypesOf(6, 9);
        var run = DialectRun.Libbpf(Includes + """
            struct {
                __uint(type, BPF_MAP_TYPE_BLOOM_FILTER); __uint(max_entries, 8); __uint(map_extra, 3); __type(value, u32);
            } bloom SEC(".maps");
            struct {
                __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, u32); __type(value, u32);
                __uint(map_flags, BPF_F_NUMA_NODE); __uint(numa_node, 1);
            } near SEC(".maps");
            struct {
                __uint(type, BPF_MAP_TYPE_ARENA); __uint(max_entries, 8); __uint(map_flags, BPF_F_MMAPABLE); __ulong(map_extra, 0x1ull << 44);
            } far SEC(".maps");
            """);
        Assert.Equal(3u, run.Map("bloom").Extra);
        Assert.Equal((1, 4u), (run.Map("near").NumaNode, run.Map("near").Flags));
        Assert.Equal(1UL << 44, run.Map("far").Extra);
    }

    [SkippableFact]
    public void Maps_are_read_from_their_struct()
    {
        var run = DialectRun.Libbpf(Includes + """
            struct event { int pid; char comm[16]; };
            struct {
                __uint(type, BPF_MAP_TYPE_HASH);
                __uint(max_entries, 8192);
                __type(key, u32);
                __type(value, struct event);
                __uint(map_flags, BPF_F_NO_PREALLOC);
                __uint(pinning, 1);
            } start SEC(".maps");
            struct {
                __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
                __uint(key_size, sizeof(u32));
                __uint(value_size, sizeof(u32));
            } events SEC(".maps");
            struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 5000); } rb SEC(".maps");
            struct inner { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, u64); };
            struct {
                __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
                __uint(max_entries, 4);
                __type(key, u32);
                __array(values, struct inner);
            } outer SEC(".maps");
            struct bpf_map_def SEC("maps") old = { .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 3 };
            char LICENSE[] SEC("license") = "Dual BSD/GPL";

            SEC("tracepoint/sched/sched_switch")
            int handle(void *ctx)
            {
                struct event e = {}, *r;
                bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &e, sizeof(e));
                r = bpf_ringbuf_reserve(&rb, sizeof(*r), 0);
                if (r)
                    bpf_ringbuf_submit(r, 0);
                bpf_printk("hello %d", e.pid);
                return 0;
            }
            """);
        var start = run.Map("start");
        Assert.Equal((MapType.Hash, 4, 20, 8192u, 1u, "/sys/fs/bpf/start"), (start.Type, start.KeySize, start.ValueSize, start.MaxEntries, start.Flags, start.PinPath));
        Assert.Equal((4, 4, 0u), (run.Map("events").KeySize, run.Map("events").ValueSize, run.Map("events").MaxEntries));
        Assert.Equal(8192u, run.Map("rb").MaxEntries);
        Assert.Equal((MapType.Array, 8), (run.Map("outer").Inner!.Type, run.Map("outer").Inner!.ValueSize));
        Assert.Equal((MapType.Array, 4, 8, 3u), (run.Map("old").Type, run.Map("old").KeySize, run.Map("old").ValueSize, run.Map("old").MaxEntries));
        Assert.Equal("event", ((RecordType)run.Unit.Maps.Single(m => m.Name == "events").Event!.Value.Type).Tag);
        Assert.Equal("event", ((RecordType)run.Unit.Maps.Single(m => m.Name == "rb").Event!.Value.Type).Tag);
        Assert.Equal("Dual BSD/GPL", run.Unit.License);
        Assert.Empty(run.Unit.Globals);
    }

    [SkippableTheory]
    [InlineData("kprobe/vfs_read", ProgramType.Kprobe, (AttachType)0, "vfs_read", true)]
    [InlineData("tp_btf/sched_switch", ProgramType.Tracing, AttachType.TraceRawTp, "sched_switch", true)]
    [InlineData("fentry/vfs_read", ProgramType.Tracing, AttachType.TraceFentry, "vfs_read", true)]
    [InlineData("xdp", ProgramType.Xdp, AttachType.Xdp, "", false)]
    [InlineData("iter/task", ProgramType.Tracing, AttachType.TraceIter, "task", true)]
    public void Sections_say_what_programs_are(string section, ProgramType type, AttachType attach, string target, bool isAuto)
    {
        var program = DialectRun.Libbpf(Includes + $"SEC(\"{section}\") int f(void *ctx) {{ return 0; }}").Program("f");
        Assert.Equal((section, type, attach, target, isAuto), (program.SectionName, program.Type, program.AttachType, program.Target, program.AutoAttach));
    }

    [SkippableFact]
    public void Misspelt_sections_are_told() =>
        Assert.StartsWith("BS0422", Assert.Single(DialectRun.Bind(Kind.Libbpf, Includes + "SEC(\"tracepiont/x\") int f(void *ctx) { return 0; }").Messages), StringComparison.Ordinal);

    [SkippableTheory]
    [InlineData("nothing/x", ProgramType.Unspec)]
    [InlineData("xdp_sock", ProgramType.Unspec)]
    [InlineData("classifier/ingress", ProgramType.SchedCls)]
    [InlineData("xdp/pass", ProgramType.Xdp)]
    public void Sections_of_other_loaders_are_kept(string section, ProgramType type)
    {
        var program = DialectRun.Libbpf(Includes + $"SEC(\"{section}\") int f(void *ctx) {{ return 0; }}").Program("f");
        Assert.Equal((section, type, false), (program.SectionName, program.Type, program.AutoAttach));
    }

    [SkippableFact]
    public void Program_macros_extract_arguments()
    {
        var run = DialectRun.Libbpf(Includes + """
            SEC("tp_btf/sched_switch")
            int BPF_PROG(on_switch, bool preempt, struct task_struct *prev, struct task_struct *next) { return next->pid + prev->pid; }
            SEC("kprobe/do_unlinkat")
            int BPF_KPROBE(unlink, int dfd, struct filename *name) { return BPF_CORE_READ(name, name) != 0; }
            SEC("kretprobe/do_unlinkat")
            int BPF_KRETPROBE(unlinked, long ret) { return ret; }
            SEC("ksyscall/kill")
            int BPF_KSYSCALL(killed, pid_t pid, int sig) { return sig; }
            """);
        Assert.Equal(["preempt", "prev", "next"], Locals(run, "on_switch"));
        Assert.Equal(["dfd", "name"], Locals(run, "unlink"));
        Assert.Equal(["ret"], Locals(run, "unlinked"));
        Assert.Contains("sig", Locals(run, "killed"));
        Assert.Equal(2, run.Calls("killed", 113).Count);
        Assert.True(run.Program("on_switch").ArgumentsAreTrusted);
        Assert.False(run.Program("unlink").ArgumentsAreTrusted);
    }

    [SkippableFact]
    public void Core_reads_follow_the_chain_link_by_link()
    {
        var run = DialectRun.Libbpf(Includes + """
            SEC("kprobe/x")
            int f(struct pt_regs *ctx)
            {
                struct task_struct *t = (void *)bpf_get_current_task();
                char comm[16];
                int ppid = BPF_CORE_READ(t, real_parent, real_parent, tgid);
                unsigned int inum = BPF_CORE_READ(t, nsproxy, mnt_ns, ns.inum);
                BPF_CORE_READ_STR_INTO(&comm, t, group_leader, comm);
                bpf_core_read(&ppid, sizeof(ppid), &t->pid);
                return ppid + inum + PT_REGS_PARM1_CORE(ctx);
            }
            """);
        Assert.Equal(3 + 3 + 1 + 1 + 1, run.Calls("f", 113).Count);
        Assert.Single(run.Calls("f", 115));
    }

    [SkippableFact]
    public void Questions_about_kernel_types_are_answered_at_once()
    {
        var run = DialectRun.Libbpf(Includes + """
            struct task_struct___old { long state; int pid; };
            enum { kept = 1 };
            struct sock___x { int nothing; };
            SEC("kprobe/x")
            int f(struct pt_regs *ctx)
            {
                struct task_struct___old *old = (void *)bpf_get_current_task();
                _Static_assert(sizeof(u32) == 4, "");
                int a[] = {
                    bpf_core_field_exists(old->pid), bpf_core_field_exists(old->state), bpf_core_type_exists(struct task_struct),
                    bpf_core_type_exists(struct no_such___x), bpf_core_field_exists(struct task_struct, pid),
                    bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_ringbuf_output),
                };
                return a[0];
            }
            """);
        var array = run.Unit.Functions.Single().Body!.Statements.OfType<BoundLocal>().Single(l => l.Variable.Name == "a");
        var hasState = KernelTypes.FindField(new KernelTypes(DialectRun.RequireKernel()).FindRecord(false, "task_struct")!, "state") is not null;
        Assert.Equal([1, hasState ? 1 : 0, 1, 0, 1, 1], array.Initializer!.Items.Select(i => (int)Number(i.Value)));
    }

    [SkippableFact]
    public void Kernel_options_are_constants()
    {
        var run = DialectRun.Libbpf(Includes + """
            extern int LINUX_KERNEL_VERSION __kconfig;
            extern int CONFIG_HZ __kconfig;
            extern bool CONFIG_ABSENT __kconfig __weak;
            SEC("kprobe/x") int f(void *ctx) { return LINUX_KERNEL_VERSION + CONFIG_HZ + CONFIG_ABSENT; }
            """);
        Assert.Equal([6 << 16 | 18 << 8, 250, 0], run.Unit.Globals.Select(g => (int)Number(g.Initializer!.Items[0].Value)));
    }

    [Theory]
    [InlineData("int f(void *ctx) { return 0; }", Kind.Bcc)]
    [InlineData("SEC(\"xdp\") int f(void *ctx) { return 0; }", Kind.Libbpf)]
    [InlineData("BCC_SEC(\"x\") int f(void *ctx) { return 0; }", Kind.Bcc)]
    [InlineData("#include \"vmlinux.h\"\n", Kind.Libbpf)]
    [InlineData("#include <bpf/bpf_helpers.h>\n", Kind.Libbpf)]
    public void Dialect_is_told_from_the_text(string text, Kind expected) => Assert.Equal(expected, DialectFactory.Detect(Kind.Auto, text));

    private static IEnumerable<string> Locals(DialectRun run, string function) =>
        run.Unit.Functions.Single(f => f.Name == function).Body!.Statements.OfType<BoundLocal>().Select(l => l.Variable.Name);

    private static Int128 Number(BoundExpression value) => value is BoundConversion conversion ? Number(conversion.Operand) : ((BoundConstant)value).Value;
}
