// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Tests.Compiler.Dialects;

public class BccProgramTests
{
    [SkippableFact]
    public void Map_macros_have_bccs_defaults()
    {
        var run = DialectRun.Bcc("""
            struct key_t { u32 pid; char comm[16]; };
            BPF_HASH(a);
            BPF_HASH(b, struct key_t);
            BPF_HASH(c, u32, struct key_t, 1 << 4);
            BPF_ARRAY(d, u32);
            BPF_PERCPU_ARRAY(e, struct { u64 x; u64 y; }, 2);
            BPF_HISTOGRAM(f);
            BPF_HISTOGRAM(g, u32, 128);
            BPF_STACK_TRACE(h, 1000);
            BPF_PERF_OUTPUT(i);
            BPF_RINGBUF_OUTPUT(j, 8);
            BPF_PROG_ARRAY(k, 10);
            BPF_QUEUE(l, u64, 32);
            BPF_TABLE("lru_hash", u32, u64, m, 77);
            BPF_TABLE_PINNED("hash", u64, u32, n, 1024, "/sys/fs/bpf/n");
            BPF_LPM_TRIE(o, u64);
            BPF_HASH(p, struct sock *, unsigned __int128);
            BPF_ARRAY_OF_MAPS(q, "d", 3);
            BPF_TASK_STORAGE(r, u64);
            """);
        Assert.Equal((MapType.Hash, 8, 8, 10240u), Shape(run.Map("a")));
        Assert.Equal((MapType.Hash, 20, 8, 10240u), Shape(run.Map("b")));
        Assert.Equal((MapType.Hash, 4, 20, 16u), Shape(run.Map("c")));
        Assert.Equal((MapType.Array, 4, 4, 10240u), Shape(run.Map("d")));
        Assert.Equal((MapType.PercpuArray, 4, 16, 2u), Shape(run.Map("e")));
        Assert.Equal((MapType.Array, 4, 8, 64u), Shape(run.Map("f")));
        Assert.True(run.Map("f").IsHistogram);
        Assert.Equal((MapType.Hash, 4, 8, 128u), Shape(run.Map("g")));
        Assert.Equal((MapType.StackTrace, 4, 127 * 8, 1024u), Shape(run.Map("h")));
        Assert.Equal((MapType.PerfEventArray, 4, 4, 0u), Shape(run.Map("i")));
        Assert.Equal((MapType.Ringbuf, 0, 0, 8 * 4096u), Shape(run.Map("j")));
        Assert.Equal((MapType.ProgArray, 4, 4, 10u), Shape(run.Map("k")));
        Assert.Equal((MapType.Queue, 0, 8, 32u), Shape(run.Map("l")));
        Assert.Equal((MapType.LruHash, 4, 8, 77u), Shape(run.Map("m")));
        Assert.Equal("/sys/fs/bpf/n", run.Map("n").PinPath);
        Assert.Equal(1u, run.Map("o").Flags);
        Assert.Equal((MapType.Hash, 8, 16, 10240u), Shape(run.Map("p")));
        Assert.Same(run.Map("d"), run.Map("q").Inner);
        Assert.Equal((MapType.TaskStorage, 4, 8, 0u), Shape(run.Map("r")));
    }

    [SkippableFact]
    public void Maps_may_be_written_as_the_macros_expand()
    {
        var run = DialectRun.Bcc("""
            struct counts_table_t { u32 key; u64 leaf; u64 *(*lookup)(u32 *); u32 max_entries; int flags; };
            __attribute__((section("maps/lru_hash"))) struct counts_table_t counts = { .flags = 2, .max_entries = 77 };
            __attribute__((section("maps/export"))) struct counts_table_t __counts;
            struct events_table_t { int key; u32 leaf; int (*perf_submit)(void *, void *, u32); u32 data[0]; };
            __attribute__((section("maps/perf_output"))) struct events_table_t events;
            int f(struct pt_regs *ctx) { u32 k = 1; u64 *v = counts.lookup(&k); return v ? events.perf_submit(ctx, &k, sizeof(k)) : 0; }
            """);
        Assert.Equal((MapType.LruHash, 4, 8, 77u), Shape(run.Map("counts")));
        Assert.Equal(2u, run.Map("counts").Flags);
        Assert.Equal(MapType.PerfEventArray, run.Map("events").Type);
        Assert.Equal(["counts", "events"], run.Unit.Maps.Select(m => m.Name));
        Assert.Empty(run.Unit.Globals);
    }

    [SkippableFact]
    public void Function_names_say_where_programs_attach()
    {
        var run = DialectRun.Bcc("""
            int kprobe__vfs_read(struct pt_regs *ctx) { return 0; }
            int kretprobe__vfs_read(struct pt_regs *ctx) { return 0; }
            int syscall__execve(struct pt_regs *ctx, const char *name) { return 0; }
            TRACEPOINT_PROBE(syscalls, sys_enter_openat) { return args->flags; }
            RAW_TRACEPOINT_PROBE(sched_switch) { return 0; }
            KFUNC_PROBE(vfs_read, struct file *file) { return 0; }
            KRETFUNC_PROBE(vfs_read, struct file *file, char *buf, size_t n, loff_t *pos, int ret) { return ret; }
            MODULE_KFUNC_PROBE(xfs, xfs_file_open) { return 0; }
            LSM_PROBE(bpf, int cmd) { return 0; }
            static int inner(int x) { return x; }
            int plain(struct pt_regs *ctx) { return inner(1); }
            int cls(struct __sk_buff *skb) { return 0; }
            int tick(struct bpf_perf_event_data *ctx) { return 0; }
            int entered(struct tracepoint__syscalls__sys_enter_openat *args) { return 0; }
            """);
        Assert.Equal(("kprobe/vfs_read", "vfs_read", true), Attach(run.Program("kprobe__vfs_read")));
        Assert.Equal(("kretprobe/vfs_read", "vfs_read", true), Attach(run.Program("kretprobe__vfs_read")));
        Assert.Equal(("ksyscall/execve", "execve", false), Attach(run.Program("syscall__execve")));
        Assert.Equal(("tracepoint/syscalls/sys_enter_openat", "syscalls/sys_enter_openat", true), Attach(run.Program("tracepoint__syscalls__sys_enter_openat")));
        Assert.Equal(("raw_tracepoint/sched_switch", "sched_switch", true), Attach(run.Program("raw_tracepoint__sched_switch")));
        Assert.Equal((ProgramType.Tracing, AttachType.TraceFentry), Types(run.Program("kfunc__vmlinux__vfs_read")));
        Assert.Equal((ProgramType.Tracing, AttachType.TraceFexit), Types(run.Program("kretfunc__vmlinux__vfs_read")));
        Assert.Equal("xfs:xfs_file_open", run.Program("kfunc__xfs__xfs_file_open").Target);
        Assert.Equal((ProgramType.Lsm, AttachType.LsmMac), Types(run.Program("lsm__bpf")));
        Assert.Null(run.Unit.Functions.Single(f => f.Name == "inner").Program);
        Assert.Equal(("kprobe", "", false), Attach(run.Program("plain")));
        Assert.Equal(ProgramType.SchedCls, run.Program("cls").Type);
        Assert.Equal(ProgramType.PerfEvent, run.Program("tick").Type);
        Assert.Equal(ProgramType.Tracepoint, run.Program("entered").Type);
    }

    [SkippableFact]
    public void Parameters_become_locals_read_from_the_context()
    {
        var run = DialectRun.Bcc("int f(struct pt_regs *ctx, struct file *file, u32 n) { return n; }");
        var function = run.Unit.Functions[0];
        Assert.Single(function.Parameters);
        Assert.Single(function.Type.Parameters);
        var locals = function.Body!.Statements.OfType<BoundLocal>().ToList();
        Assert.Equal(["file", "n"], locals.Select(l => l.Variable.Name));
        var file = Assert.IsType<BoundBuiltin>(locals[0].Initializer!.Items[0].Value);
        Assert.Equal((Builtin.ReadContextArgument, (Int128)0), (file.Builtin, ((BoundConstant)file.Arguments[1]).Value));
    }

    [SkippableFact]
    public void Map_methods_are_helper_calls_of_the_declared_types()
    {
        var run = DialectRun.Bcc("""
            struct event_t { u32 pid; u64 ts; };
            BPF_HASH(start, u32, struct event_t);
            BPF_HASH(counts, struct event_t);
            BPF_PERF_OUTPUT(events);
            BPF_RINGBUF_OUTPUT(ring, 8);
            BPF_STACK_TRACE(stacks, 64);
            int f(struct pt_regs *ctx) {
                u32 pid = bpf_get_current_pid_tgid() >> 32;
                struct event_t e = {}, *p = start.lookup(&pid);
                if (!p) { start.update(&pid, &e); return 0; }
                p->ts += bpf_ktime_get_ns();
                struct event_t *q = start.lookup_or_try_init(&pid, &e);
                start.lookup_or_init(&pid, &e);
                counts.increment(e);
                counts.atomic_increment(e, 5);
                events.perf_submit(ctx, &e, sizeof(e));
                struct event_t *r = ring.ringbuf_reserve(sizeof(struct event_t));
                if (r) ring.ringbuf_submit(r, 0);
                int id = stacks.get_stackid(ctx, BPF_F_USER_STACK);
                start.delete(&pid);
                return id;
            }
            """);
        var lookup = run.Calls("f", 1)[0];
        Assert.Equal("event_t", ((RecordType)((PointerType)lookup.Type.Type).Pointee.Type).Tag);
        Assert.Equal(7, run.Calls("f", 1).Count);
        Assert.Equal(5, run.Calls("f", 2).Count);
        Assert.Single(run.Calls("f", 3));
        Assert.Single(run.Calls("f", 25));
        Assert.Equal("event_t", ((RecordType)run.Unit.Maps.Single(m => m.Name == "events").Event!.Value.Type).Tag);
        Assert.Equal("event_t", ((RecordType)run.Unit.Maps.Single(m => m.Name == "ring").Event!.Value.Type).Tag);
        Assert.Equal("GPL", run.Unit.License);
        Assert.True(run.Unit.ReadsKernelMemoryImplicitly);
    }

    [SkippableTheory]
    [InlineData("start.lokup(&k);", "BS0400 map 'start' has no method 'lokup'; did you mean 'lookup'?")]
    [InlineData("u64 *v = start.lookup(k);", "BS0403")]
    [InlineData("start.lookup();", "BS0402 method 'lookup' of map 'start' takes 1 argument, not 0")]
    [InlineData("start.get_stackid(ctx, 0);", "BS0401")]
    [InlineData("u16 small = 0; u64 *v = start.lookup(&small);", "BS0404")]
    [InlineData("structs.increment(k);", "BS0405")]
    [InlineData("start->lookup(&k);", "BS0406 map 'start' is no pointer: its methods are called with '.'")]
    public void Wrong_method_calls_are_told(string statement, string expected)
    {
        var run = DialectRun.Bind(BpfSharp.Compiler.Dialect.Bcc, $$"""
            struct s { u64 a; };
            BPF_HASH(start, u32);
            BPF_HASH(structs, u32, struct s);
            int f(struct pt_regs *ctx) { u32 k = 0; {{statement}} return 0; }
            """);
        Assert.StartsWith(expected, Assert.Single(run.Messages), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("BPF_HASH(m, struct missing);", "BS0")]
    [InlineData("BPF_TABLE(\"no_such\", u32, u32, m, 1);", "BS0411")]
    [InlineData("BPF_TABLE(\"extern\", u32, u32, m, 1);", "BS0415")]
    [InlineData("BPF_TABLE(\"histogram\", u32, u32, m, 1);", "BS0416")]
    [InlineData("BPF_ARRAY_OF_MAPS(m, \"nothing\", 1);", "BS0414")]
    [InlineData("BPF_HASH();", "BS0640 only variables and functions go into a section (\".maps:hash\"), not types")]
    [InlineData("BPF_PERCPU_ARRAY();", "BS0640")]
    [InlineData("int f(struct tracepoint__no__such *args) { return 0; }", "BS0423")]
    [InlineData("int f(struct pt_regs *ctx, struct path p) { return 0; }", "BS0421")]
    [InlineData("int f(struct pt_regs *ctx, int a, int b, int c, int d, int e, int g, int h) { return 0; }", "BS0420")]
    public void Wrong_declarations_are_told(string text, string expected)
    {
        var run = DialectRun.Bind(BpfSharp.Compiler.Dialect.Bcc, text);
        Assert.StartsWith(expected, Assert.Single(run.Messages), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Printing_takes_up_to_three_values_or_an_array()
    {
        var run = DialectRun.Bcc("""
            int f(void *ctx) {
                bpf_trace_printk("a %d\n", 1);
                bpf_trace_printk("b %d %d %d %d", 1, 2, 3, 4);
                return 0;
            }
            """);
        var print = Assert.Single(run.Calls("f", 6));
        Assert.Equal((Int128)6, ((BoundConstant)print.Arguments[1]).Value);
        Assert.Equal((Int128)32, ((BoundConstant)Assert.Single(run.Calls("f", 177)).Arguments[3]).Value);
        var old = new BpfSharp.Compiler.TargetDescription { KernelVersion = 5 << 16 | 4 << 8, KernelTypes = DialectRun.RequireKernel() };
        var refused = DialectRun.Bind(BpfSharp.Compiler.Dialect.Bcc, "int f(void *ctx) { bpf_trace_printk(\"%d%d%d%d\", 1, 2, 3, 4); return 0; }", old);
        Assert.StartsWith("BS0430", Assert.Single(refused.Messages), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("#define BPF_LICENSE Dual MIT/GPL\n", "Dual MIT/GPL")]
    [InlineData("", "GPL")]
    public void Licence_comes_from_the_footer(string before, string expected) =>
        Assert.Equal(expected, DialectRun.Bcc(before + "int f(void *ctx) { return 0; }\n#include <bcc/footer.h>\n").Unit.License);

    [SkippableFact]
    public void Inline_utilities_bind()
    {
        var run = DialectRun.Bcc("""
            #include <net/sock.h>
            BPF_HISTOGRAM(dist);
            int f(struct pt_regs *ctx, struct sock *sk) {
                u64 n = PT_REGS_RC(ctx);
                dist.increment(bpf_log2l(n));
                lock_xadd(&n, 1);
                u16 port = ntohs(sk->sk_dport), family = sk->sk_family;
                char name[TASK_COMM_LEN];
                bpf_get_current_comm(&name, sizeof(name));
                return min_t(u32, port, bpf_log2(family)) + bpf_num_cpus() + KERNEL_VERSION(1, 2, 3) + container_of(&sk->__sk_common, struct sock, __sk_common)->sk_state;
            }
            #if LINUX_VERSION_CODE < KERNEL_VERSION(4, 0, 0) || defined(CONFIG_NO_SUCH) || !defined(CONFIG_NUMA)
            #error wrong
            #endif
            """);
        Assert.Single(run.Calls("f", 16));
    }

    [SkippableFact]
    public void System_call_arguments_come_from_the_inner_registers()
    {
        var run = DialectRun.Bcc("int syscall__openat(struct pt_regs *ctx, int dfd, const char __user *name, int flags, int mode) { return mode; }");
        var locals = run.Unit.Functions[0].Body!.Statements.OfType<BoundLocal>().ToList();
        Assert.Equal(["__ctx", "dfd", "name", "flags", "mode"], locals.Select(l => l.Variable.Name));
    }

    private static (MapType, int, int, uint) Shape(MapSpec map) => (map.Type, map.KeySize, map.ValueSize, map.MaxEntries);

    private static (string, string, bool) Attach(ProgramAttachment program) => (program.SectionName, program.Target, program.AutoAttach);

    private static (ProgramType, AttachType) Types(ProgramAttachment program) => (program.Type, program.AttachType);
}
