// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;
using BpfSharp.Vm;

namespace BpfSharp.Tests.Library;

/// <summary>The rows of docs/bcc-dialect.md that no other test covers.</summary>
public class BccReferenceTests
{
    private static readonly string[] Registers = ["di", "si", "dx", "cx", "r8", "r9", "ax", "ip", "sp", "bp"];
    private const int TaskStorageGet = 156, TaskStorageDelete = 157;
    private static readonly int[] RegisterOffsets = [112, 104, 96, 88, 72, 64, 80, 128, 152, 32];

    [SkippableFact]
    public void Texts_are_compiled_in_bccs_environment()
    {
        var text = """
            #if !defined(__KERNEL__) || !defined(__BPF_TRACING__) || !defined(CONFIG_CC_IS_CLANG) || !defined(__clang__) || !defined(__COUNTER__)
            #error environment
            #endif
            _Static_assert(sizeof(KBUILD_MODNAME) == 4, "bcc");
            _Static_assert(sizeof(long) == 8 && sizeof(void *) == 8 && (char)-1 < 0, "LP64, signed char");
            _Static_assert(LINUX_VERSION_CODE >= KERNEL_VERSION(4, 1, 0) && PAGE_SIZE == 4096 && roundup_pow_of_two(5) == 8 && ilog2(9) == 3, "without includes");
            struct inner_t { u8 a; };
            struct outer_t { struct inner_t; u16 b; };
            int f(void *ctx) { struct outer_t o = { .b = 1 }; u64 x = 1; s64 y; size_t n = 0; bool on = true; y = x; return o.a + y + n + on; }
            """;
        Assert.Equal([], Messages(text));
    }

    [SkippableTheory]
    [InlineData("int kprobe____x64_sys_openat(struct pt_regs *ctx, int dfd) { return dfd; }", ProgramType.Kprobe, "kprobe/__x64_sys_openat", true)]
    [InlineData("MODULE_KRETFUNC_PROBE(xfs, xfs_file_open, struct inode *i, struct file *f, int ret) { return ret; }", ProgramType.Tracing, "fexit/xfs:xfs_file_open", true)]
    [InlineData("KMOD_RET(update_socket_protocol, int family) { return 0; }", ProgramType.Tracing, "fmod_ret/update_socket_protocol", false)]
    [InlineData("BPF_ITER(task) { return ctx->task ? 1 : 0; }", ProgramType.Tracing, "iter/task", false)]
    [InlineData("KFUNC_PROBE(vfs_read) { return 0; }", ProgramType.Tracing, "fentry/vfs_read", true)]
    [InlineData("int f(struct bpf_perf_event_data *ctx) { return ctx->addr; }", ProgramType.PerfEvent, "perf_event", false)]
    [InlineData("int f(struct bpf_sock_ops *ops) { return ops->op; }", ProgramType.SockOps, "sockops", false)]
    [InlineData("int f(struct sk_msg_md *msg) { return SK_PASS; }", ProgramType.SkMsg, "sk_msg", false)]
    [InlineData("int f(struct bpf_sockopt *ctx) { return 1; }", ProgramType.CgroupSockopt, "cgroup/getsockopt", false)]
    [InlineData("void f(struct pt_regs *ctx) { }", ProgramType.Kprobe, "kprobe", false)]
    [InlineData("int f() { return 0; }", ProgramType.Kprobe, "kprobe", false)]
    public void Programs_are_declared_by_name_and_context(string text, ProgramType type, string section, bool isAuto)
    {
        var program = Assert.Single(Compiled(text).Programs);
        Assert.Equal((type, section, isAuto), (program.Type, program.SectionName, program.AutoAttach));
    }

    [SkippableTheory]
    [InlineData("BPF_F_TABLE(\"hash\", u32, u64, m, 8, BPF_F_NO_PREALLOC);", MapType.Hash, 4, 8, 8u, 1u)]
    [InlineData("BPF_TABLE_PUBLIC(\"array\", int, u64, m, 8);", MapType.Array, 4, 8, 8u, 0u)]
    [InlineData("BPF_TABLE_SHARED(\"array\", int, u64, m, 8);", MapType.Array, 4, 8, 8u, 0u)]
    [InlineData("BPF_TABLE_SHARED(\"hash\", u32, u64, m, 8, 1);", MapType.Hash, 4, 8, 8u, 1u)]
    [InlineData("BPF_PERCPU_HASH(m);", MapType.PercpuHash, 8, 8, 10240u, 0u)]
    [InlineData("BPF_PERCPU_HASH(m, u32, u16, 7);", MapType.PercpuHash, 4, 2, 7u, 0u)]
    [InlineData("BPF_LPM_TRIE(m, struct { u32 bits; u32 address; }, u8, 16);", MapType.LpmTrie, 8, 1, 16u, 1u)]
    [InlineData("BPF_STACK_TRACE_BUILDID(m, 100);", MapType.StackTrace, 4, 127 * 32, 128u, 32u)]
    [InlineData("BPF_PERF_ARRAY(m, 4);", MapType.PerfEventArray, 4, 4, 4u, 0u)]
    [InlineData("BPF_CGROUP_ARRAY(m, 2);", MapType.CgroupArray, 4, 4, 2u, 0u)]
    [InlineData("BPF_STACK(m, struct { u64 a; u64 b; }, 9);", MapType.Stack, 0, 16, 9u, 0u)]
    [InlineData("BPF_QUEUESTACK(\"queue\", m, u32, 9, 0);", MapType.Queue, 0, 4, 9u, 0u)]
    [InlineData("BPF_DEVMAP(m, 3);", MapType.Devmap, 4, 4, 3u, 0u)]
    [InlineData("BPF_CPUMAP(m, 3);", MapType.Cpumap, 4, 4, 3u, 0u)]
    [InlineData("BPF_XSKMAP(m, 3);", MapType.Xskmap, 4, 4, 3u, 0u)]
    [InlineData("BPF_XDP_REDIRECT_MAP(\"devmap\", int, m, 3);", MapType.Devmap, 4, 4, 3u, 0u)]
    [InlineData("BPF_SK_STORAGE(m, u64);", MapType.SkStorage, 4, 8, 0u, 1u)]
    [InlineData("BPF_INODE_STORAGE(m, u64);", MapType.InodeStorage, 4, 8, 0u, 1u)]
    [InlineData("BPF_SOCKMAP(m, 5);", MapType.Sockmap, 4, 4, 5u, 0u)]
    [InlineData("BPF_SOCKHASH(m);", MapType.Sockhash, 4, 4, 10240u, 0u)]
    [InlineData("BPF_SOCKHASH(m, u64, 6);", MapType.Sockhash, 8, 4, 6u, 0u)]
    [InlineData("BPF_CGROUP_STORAGE(m, u64);", MapType.CgroupStorage, 16, 8, 0u, 0u)]
    [InlineData("BPF_PERCPU_CGROUP_STORAGE(m, u64);", MapType.PercpuCgroupStorage, 16, 8, 0u, 0u)]
    [InlineData("BPF_HISTOGRAM(m, struct { u32 k; u64 slot; }, 5);", MapType.Hash, 16, 8, 5u, 0u)]
    [InlineData("BPF_ANNOTATE_KV_PAIR(x, u32, u64); BPF_HASH(m, struct sock *, unsigned __int128, 1 << 4);", MapType.Hash, 8, 16, 16u, 0u)]
    public void Maps_are_declared_by_macros(string text, MapType type, int key, int value, uint entries, uint flags)
    {
        var map = Assert.Single(Compiled(text + " int f(void *ctx) { return 0; }").Maps);
        Assert.Equal((type, key, value, entries, flags), (map.Type, map.KeySize, map.ValueSize, map.MaxEntries, map.Flags));
    }

    [SkippableTheory]
    [InlineData("hash", MapType.Hash)]
    [InlineData("array", MapType.Array)]
    [InlineData("percpu_hash", MapType.PercpuHash)]
    [InlineData("percpu_array", MapType.PercpuArray)]
    [InlineData("lru_hash", MapType.LruHash)]
    [InlineData("lru_percpu_hash", MapType.LruPercpuHash)]
    [InlineData("lpm_trie", MapType.LpmTrie)]
    [InlineData("prog", MapType.ProgArray)]
    [InlineData("perf_output", MapType.PerfEventArray)]
    [InlineData("perf_array", MapType.PerfEventArray)]
    [InlineData("cgroup_array", MapType.CgroupArray)]
    [InlineData("stacktrace", MapType.StackTrace)]
    [InlineData("devmap", MapType.Devmap)]
    [InlineData("cpumap", MapType.Cpumap)]
    [InlineData("xskmap", MapType.Xskmap)]
    [InlineData("sk_storage", MapType.SkStorage)]
    [InlineData("inode_storage", MapType.InodeStorage)]
    [InlineData("task_storage", MapType.TaskStorage)]
    [InlineData("sockmap", MapType.Sockmap)]
    [InlineData("sockhash", MapType.Sockhash)]
    [InlineData("cgroup_storage", MapType.CgroupStorage)]
    [InlineData("percpu_cgroup_storage", MapType.PercpuCgroupStorage)]
    public void Kinds_of_maps_are_words(string kind, MapType type)
    {
        var map = Assert.Single(Compiled($"BPF_TABLE_PINNED(\"{kind}\", int, u32, m, 4, \"/sys/fs/bpf/there\"); int f(void *ctx) {{ return 0; }}").Maps);
        Assert.Equal((type, "/sys/fs/bpf/there"), (map.Type, map.PinPath));
    }

    [SkippableFact]
    public void Maps_of_maps_name_their_inner_map()
    {
        var spec = Compiled("BPF_HASH(inner, u32); BPF_HASH_OF_MAPS(a, \"inner\"); BPF_HASH_OF_MAPS(b, u64, \"inner\", 3); BPF_ARRAY_OF_MAPS(c, \"inner\", 2); int f(void *ctx) { return 0; }");
        Assert.Equal(["HashOfMaps 4 10240", "HashOfMaps 8 3", "ArrayOfMaps 4 2"], spec.Maps.Skip(1).Select(m => $"{m.Type} {m.KeySize} {m.MaxEntries}"));
        Assert.All(spec.Maps.Skip(1), m => Assert.Equal("inner", m.Inner!.Name));
    }

    [SkippableTheory]
    [InlineData("BPF_PROG_ARRAY(m, 2);", "m.call(ctx, 1);", 12)]
    [InlineData("BPF_PERF_ARRAY(m, 2);", "u64 v = m.perf_read(1);", 22)]
    [InlineData("BPF_PERF_ARRAY(m, 2);", "struct bpf_perf_event_value v = {}; m.perf_counter_value(1, &v, sizeof(v));", 55)]
    [InlineData("BPF_CGROUP_ARRAY(m, 2);", "int v = m.check_current_task(0);", 37)]
    [InlineData("BPF_DEVMAP(m, 2);", "int v = m.redirect_map(0, 0);", 51)]
    [InlineData("BPF_CPUMAP(m, 2);", "int v = m.redirect_map(0, 0);", 51)]
    [InlineData("BPF_RINGBUF_OUTPUT(m, 1);", "u64 v = 1; m.ringbuf_output(&v, sizeof(v), 0);", 130)]
    [InlineData("BPF_RINGBUF_OUTPUT(m, 1);", "u64 *v = m.ringbuf_reserve(sizeof(u64)); if (v) m.ringbuf_discard(v, 0);", 133)]
    [InlineData("BPF_RINGBUF_OUTPUT(m, 1);", "u64 v = m.ringbuf_query(BPF_RB_AVAIL_DATA);", 134)]
    [InlineData("BPF_QUEUE(m, u64, 2);", "u64 v = 1; m.push(&v, BPF_EXIST);", 87)]
    [InlineData("BPF_STACK(m, u64, 2);", "u64 v; m.pop(&v);", 88)]
    [InlineData("BPF_QUEUE(m, u64, 2);", "u64 v; m.peek(&v);", 89)]
    [InlineData("BPF_SOCKMAP(m, 2);", "u32 k = 0; m.sock_map_update(ctx, &k, 0);", 53)]
    [InlineData("BPF_SOCKHASH(m);", "u32 k = 0; m.sock_hash_update(ctx, &k, 0);", 70)]
    [InlineData("BPF_SOCKHASH(m);", "u32 k = 0; int v = m.msg_redirect_hash(ctx, &k, 0);", 71)]
    [InlineData("BPF_SOCKHASH(m);", "u32 k = 0; int v = m.sk_redirect_hash(ctx, &k, 0);", 72)]
    [InlineData("BPF_CGROUP_STORAGE(m, u64);", "u64 *v = m.get_local_storage(0); *v = 1;", 81)]
    [InlineData("BPF_SK_STORAGE(m, u64);", "u64 *v = m.sk_storage_get(ctx, 0, BPF_SK_STORAGE_GET_F_CREATE); if (v) *v = 1;", 107)]
    [InlineData("BPF_SK_STORAGE(m, u64);", "m.sk_storage_delete(ctx);", 108)]
    [InlineData("BPF_INODE_STORAGE(m, u64);", "u64 *v = m.inode_storage_get(ctx, 0, 1); if (v) *v = 1;", 145)]
    [InlineData("BPF_TASK_STORAGE(m, u64);", "u64 *v = m.task_storage_get(bpf_get_current_task_btf(), 0, 1); if (v) *v = 1;", 156)]
    [InlineData("BPF_TASK_STORAGE(m, u64);", "m.task_storage_delete(bpf_get_current_task_btf());", 157)]
    [InlineData("BPF_HASH(m);", "u64 k = 0; m.insert(&k, &k);", 2)]
    public void Methods_are_helper_calls(string map, string statement, int helper)
    {
        Skip.If(helper is TaskStorageGet or TaskStorageDelete && KernelRelease.Code < KernelRelease.Make(5, 11), "task storage came with Linux 5.11");
        var program = Assert.Single(Compiled($"{map} int f(void *ctx) {{ {statement} return 0; }}").Programs);
        Assert.Contains(program.Instructions, i => i.Opcode == 0x85 && i.Immediate == helper);
    }

    [SkippableFact]
    public void Counting_inserts_only_into_plain_hashes()
    {
        var machine = new BpfMachine(Compiled("""
            struct key_t { u32 a, b; };
            BPF_HASH(plain, struct key_t);
            BPF_TABLE("lru_hash", u32, u64, lru, 8);
            BPF_HISTOGRAM(dist);
            int count(void *ctx) {
                struct key_t key = { 1, 2 };
                plain.increment(key);
                plain.atomic_increment(key, 4);
                plain.increment((struct key_t){ 3, 4 }, 10);
                lru.increment(7);
                dist.increment(bpf_log2l(1000));
                dist.increment(64);
                return 0;
            }
            """));
        machine.Run("count");
        Assert.Equal(5, machine.Map("plain").Lookup([1, 0, 0, 0, 2, 0, 0, 0])![0]);
        Assert.Equal(10, machine.Map("plain").Lookup([3, 0, 0, 0, 4, 0, 0, 0])![0]);
        Assert.Null(machine.Map("lru").Lookup([7, 0, 0, 0]));
        Assert.Equal(1, machine.Map("dist").Lookup([10, 0, 0, 0])![0]);
    }

    [SkippableTheory]
    [InlineData("lookup_or_init", 0, 1ul)]
    [InlineData("lookup_or_try_init", 7, 1ul)]
    public void Only_lookup_or_init_ends_the_program_when_the_map_is_full(string method, ulong whenFull, ulong first)
    {
        var machine = new BpfMachine(Compiled($$"""
            BPF_HASH(m, u32, u64, 1);
            int f(struct pt_regs *ctx) {
                u32 key = PT_REGS_PARM1(ctx);
                u64 zero = 0, *value = m.{{method}}(&key, &zero);
                if (!value) return 7;
                return ++*value;
            }
            """));
        var context = new byte[168];
        Assert.Equal(first, machine.Run("f", context));
        Assert.Equal(2ul, machine.Run("f", context));
        context[112] = 1;
        Assert.Equal(whenFull, machine.Run("f", context));
    }

    [SkippableTheory]
    [InlineData("PT_REGS_PARM1(ctx)", "di")]
    [InlineData("PT_REGS_PARM2(ctx)", "si")]
    [InlineData("PT_REGS_PARM3(ctx)", "dx")]
    [InlineData("PT_REGS_PARM4(ctx)", "cx")]
    [InlineData("PT_REGS_PARM5(ctx)", "r8")]
    [InlineData("PT_REGS_PARM6(ctx)", "r9")]
    [InlineData("PT_REGS_RC(ctx)", "ax")]
    [InlineData("PT_REGS_IP(ctx)", "ip")]
    [InlineData("PT_REGS_SP(ctx)", "sp")]
    [InlineData("PT_REGS_RET(ctx)", "sp")]
    [InlineData("PT_REGS_FP(ctx)", "bp")]
    [InlineData("*&PT_REGS_PARM2(ctx)", "si")]
    public void Register_macros_are_places_in_the_context(string expression, string register)
    {
        Skip.IfNot(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "the registers are x86-64's");
        var context = new byte[168];
        for (var i = 0; i < Registers.Length; i++)
        {
            context[RegisterOffsets[i]] = (byte)(i + 1);
        }

        var machine = new BpfMachine(Compiled($"int f(struct pt_regs *ctx) {{ return {expression}; }}"));
        Assert.Equal((ulong)Array.IndexOf(Registers, register) + 1, machine.Run("f", context));
    }

    [SkippableTheory]
    [InlineData("bpf_log2(0)", 0)]
    [InlineData("bpf_log2(1023)", 9)]
    [InlineData("bpf_log2l(0)", 1)]
    [InlineData("bpf_log2l(1)", 1)]
    [InlineData("bpf_log2l(1ull << 40)", 41)]
    [InlineData("bpf_ntohs(0x1234)", 0x3412)]
    [InlineData("bpf_htonl(0x12345678)", 0x78563412)]
    [InlineData("(bpf_ntohll(0x1122334455667788ull) >> 32)", 0x88776655)]
    [InlineData("(u32)(bpf_hton128((unsigned __int128)0x11223344) >> 96)", 0x44332211)]
    [InlineData("MASK(5) + MASK(64)", 30)]
    [InlineData("(u32)MASK128(100)", 0xffffffff)]
    [InlineData("BPF_MAX_STACK_DEPTH", 127)]
    [InlineData("CUR_CPU_IDENTIFIER", 0xffffffff)]
    [InlineData("({ u64 n = 5; lock_xadd(&n, 3); n; })", 8)]
    public void Utilities_compute(string expression, uint expected) =>
        Assert.Equal(expected, (uint)new BpfMachine(Compiled($"int f(void *ctx) {{ volatile int zero = 0; return {expression} + zero; }}")).Run("f", new byte[8]));

    [SkippableFact]
    public void Dynamic_fields_of_tracepoints_are_read_by_their_place()
    {
        var text = """
            TRACEPOINT_PROBE(sched, sched_process_exec) {
                char name[16] = {}, other[16] = {};
                TP_DATA_LOC_READ_CONST(name, filename, sizeof(name));
                TP_DATA_LOC_READ_STR(other, filename, sizeof(other));
                return name[0] + other[0];
            }
            """;
        Skip.IfNot(File.Exists("/sys/kernel/tracing/events/sched/sched_process_exec/format"), "needs tracefs");
        using var loaded = BccText.Load(text);
        Assert.Equal(ProgramType.Tracepoint, Assert.Single(loaded.Object.Programs).Spec.Type);
    }

    private static ObjectSpec Compiled(string text)
    {
        var result = Compile(text);
        Assert.Equal([], result.Diagnostics.Select(d => d.Descriptor.Id + " " + d.Message));
        return result.Object!;
    }

    private static List<string> Messages(string text) => [.. Compile(text).Diagnostics.Select(d => d.Descriptor.Id + " " + d.Message)];

    private static CompileResult Compile(string text)
    {
        Skip.IfNot(File.Exists("/sys/kernel/btf/vmlinux"), "needs kernel BTF");
        return BccText.Compile(text);
    }
}
