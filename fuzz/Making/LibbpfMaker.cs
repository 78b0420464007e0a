// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Fuzz.Making;

/// <summary>Writes programs in libbpf's dialect: maps as BTF, sections, kernel records read in every way, inline assembly, settings, callbacks.</summary>
internal sealed class LibbpfMaker(Random random, KernelNames kernel)
{
    private static readonly string[] MapTypes =
    [
        "BPF_MAP_TYPE_HASH", "BPF_MAP_TYPE_ARRAY", "BPF_MAP_TYPE_PERCPU_ARRAY", "BPF_MAP_TYPE_LRU_HASH", "BPF_MAP_TYPE_RINGBUF", "BPF_MAP_TYPE_PERF_EVENT_ARRAY",
        "BPF_MAP_TYPE_STACK_TRACE", "BPF_MAP_TYPE_PROG_ARRAY", "BPF_MAP_TYPE_HASH_OF_MAPS", "BPF_MAP_TYPE_TASK_STORAGE", "BPF_MAP_TYPE_LPM_TRIE", "99", "-1",
    ];

    private static readonly string[] Sections =
    [
        "kprobe/", "kretprobe/", "fentry/", "fexit/", "tp_btf/sched_switch", "raw_tp/sys_enter", "tracepoint/syscalls/sys_enter_openat", "xdp", "tc", "classifier", "lsm/file_open",
        "iter/task", "uprobe//bin/sh:main", "perf_event", "cgroup_skb/egress", "struct_ops/x", "syscall", "socket", "sk_msg", "nonsense", "", "?kprobe/", "usdt/a:b:c:d",
    ];

    private static readonly string[] Assembly =
    [
        "asm volatile(\"\" : : : \"memory\");", "asm volatile(\"\" : \"+r\"(a));", "asm volatile(\"%0 = %1\" : \"=r\"(a) : \"r\"(b));", "asm volatile(\"r0 = 0; exit\");",
        "asm volatile(\"%[d] = *(u64 *)(%[p] + 0)\" : [d] \"=r\"(a) : [p] \"r\"(ctx));", "asm volatile(\"if %0 > %1 goto +1; %0 += 1;\" : \"+r\"(a) : \"i\"(7));",
        "asm volatile(\"r1 = %0 ll\" : : \"r\"(b) : \"r1\");", "asm volatile(\"call %[f]\" : : [f] \"i\"(bpf_ktime_get_ns) : \"r0\", \"r1\", \"r2\", \"r3\", \"r4\", \"r5\");",
        "asm volatile(\"w1 s>>= 3; lock *(u32 *)(r10 - 8) += w1\" : : : \"r1\");", "asm goto(\"goto %l[out]\" : : : : out);", "asm volatile(\"%9 = %[x\" : \"=&r\"(a));",
        "asm volatile(\"1: goto 1b; r3 = be16 r3; r4 = bswap32 r4\" ::: \"r3\", \"r4\");", "asm(\"%w0 = %w1 ^ 3\" : \"=r\"(a) : \"0\"(b));",
    ];

    private string[] members = [];
    private string record = "";

    public string Make()
    {
        (record, members) = kernel.Record(random);
        var text = new StringBuilder("#include \"vmlinux.h\"\n#include <bpf/bpf_helpers.h>\n#include <bpf/bpf_tracing.h>\n#include <bpf/bpf_core_read.h>\n");
        text.Append("const volatile int setting = ").Append(random.Next(9)).Append(";\nconst volatile bool flag;\nint counter; static u64 table[").Append(random.Next(1, 99)).Append("] = {};\nextern int LINUX_KERNEL_VERSION __kconfig;\n");
        text.Append("struct key { u32 pid; char comm[16]; u8 pad : 3, more : 5; }; struct event { struct key key; u64 at; u64 stack[").Append(random.Next(40)).Append("]; };\n");
        if (random.Next(3) == 0)
        {
            text.Append(record).Append("___old { int ").Append(Member()).Append("; } __attribute__((preserve_access_index));\n");
        }

        for (var i = 0; i < 3; i++)
        {
            text.Append(Map(i));
        }

        text.Append("static int each(u32 i, void *arg) { counter += i; return ").Append(random.Next(3)).Append("; }\n");
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            text.Append(Program(i));
        }

        var program = text.Append("char LICENSE[] SEC(\"license\") = \"GPL\";\n").ToString();
        return random.Next(3) == 0 ? new Mutator(random).ChangeTokens(program, program) : program;
    }

    private string Map(int number) => random.Next(6) switch
    {
        0 => $"struct {{ __uint(type, {Any(MapTypes)}); __uint(max_entries, {random.Next(-1, 5000)}); __uint(key_size, 4); __uint(value_size, {random.Next(0, 40)}); }} m{number} SEC(\".maps\");\n",
        1 => $"struct {{ __uint(type, {Any(MapTypes)}); __uint(max_entries, 8); __type(key, u32); __array(values, struct {{ __uint(type, 1); __type(key, u32); __type(value, u32); __uint(max_entries, 1); }}); }} m{number} SEC(\".maps\");\n",
        2 => $"struct bpf_map_def SEC(\"maps\") m{number} = {{ .type = {random.Next(40)}, .key_size = 4, .value_size = 8, .max_entries = 10 }};\n",
        _ => $"struct {{ __uint(type, {Any(MapTypes)}); __uint(max_entries, 1 << {random.Next(14)}); __type(key, {Any("u32", "u64", "struct key", "int", record)}); __type(value, {Any("u64", "struct event", "struct key", "u32")}); __uint(map_flags, {random.Next(3)}); }} m{number} SEC(\".maps\");\n",
    };

    private string Program(int number)
    {
        var section = Any(Sections);
        section = section.EndsWith('/') ? section + kernel.Function(random) : section;
        var head = random.Next(5) switch
        {
            0 => $"int BPF_KPROBE(prog{number}, {record} *p, long b)",
            1 => $"int BPF_PROG(prog{number}, {record} *p, long b)",
            2 => $"int prog{number}(struct xdp_md *ctx)",
            3 => $"__attribute__((naked)) int prog{number}(void *ctx)",
            _ => $"int prog{number}({Any("void", "struct pt_regs", "struct __sk_buff", "struct trace_event_raw_sys_enter", "struct bpf_perf_event_data")} *ctx)",
        };
        var text = new StringBuilder($"SEC(\"{section}\") {head}\n{{\n\tlong a = 1; struct event e = {{}}; struct key k = {{}}; {record} *t = (void *)bpf_get_current_task(); u64 *v;\n\tlong c = setting;\n");
        if (!head.Contains("long b", StringComparison.Ordinal))
        {
            text.Append("\tlong b = 2;\n");
        }

        for (var i = random.Next(1, 9); i > 0; i--)
        {
            text.Append('\t').Append(Statement(2)).Append('\n');
        }

        return text.Append("out:\n\treturn ").Append(Any("0", "a", "1", "counter", "(int)b")).Append(";\n}\n").ToString();
    }

    private string Statement(int depth) => random.Next(depth == 0 ? 12 : 17) switch
    {
        0 => $"a += BPF_CORE_READ(t, {Member()});",
        1 => $"bpf_core_read(&e.at, sizeof(e.at), &t->{Member()});",
        2 => $"if (bpf_core_field_exists(t->{Member()})) a += (long)t->{Member()};",
        3 => $"BPF_CORE_READ_STR_INTO(&k.comm, t, {Member()});",
        4 => $"v = bpf_map_lookup_elem(&m{random.Next(3)}, &k); if (v) __sync_fetch_and_add(v, {random.Next(5)});",
        5 => $"bpf_map_update_elem(&m{random.Next(3)}, &{Any("k", "a", "c", "setting")}, &{Any("e", "a", "counter")}, {random.Next(3)});",
        6 => $"{{ struct event *r = bpf_ringbuf_reserve(&m{random.Next(3)}, sizeof(*r), 0); if (r) {{ *r = e; bpf_ringbuf_submit(r, 0); }} }}",
        7 => $"bpf_perf_event_output(ctx, &m{random.Next(3)}, BPF_F_CURRENT_CPU, &e, sizeof(e));",
        8 => Any(Assembly),
        9 => $"bpf_printk(\"%d %s %llx\", {Any("a", "b", "c", "k.comm", "t")}, {Any("a", "&k", "1")});",
        10 => $"table[{Any("a & 7", "c", "counter", "3")}] = {Any("a", "b", "c", "(u64)t")} {Any("+", "-", "*", "/", "%", "<<", ">>")} {Any("a", "b", "c", "3", "0", "64")};",
        11 => $"a {Any("+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "=")} {Any("b", "c", "counter", "setting", "k.more", "e.key.pid", "bpf_get_prandom_u32()", "sizeof(e)", "-1")};",
        12 => $"for (int i = 0; i < {Any("10", "setting", "a", "200", "100000")}; i++) {{ {Statement(depth - 1)} }}",
        13 => $"if ({Any("a", "b", "c", "flag", "setting")} {Any("<", ">", "==", "!=", "<=", "&")} {Any("a", "3", "-1", "counter")}) {{ {Statement(depth - 1)} }} else {{ {Statement(depth - 1)} }}",
        14 => $"bpf_loop({Any("10", "a", "setting")}, each, {Any("&a", "0", "&e")}, 0);",
        15 => $"#pragma unroll\n\tfor (int i = 0; i < {random.Next(70)}; i++) {{ {Statement(0)} }}",
        _ => $"if (a == {random.Next(5)}) goto out; {Statement(depth - 1)}",
    };

    private string Member() => random.Next(10) == 0 ? "no_such_member" : members[random.Next(members.Length)];

    private string Any(params string[] choices) => choices[random.Next(choices.Length)];
}
