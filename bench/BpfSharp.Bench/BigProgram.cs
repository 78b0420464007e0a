// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Bench;

/// <summary>A C text of any length, of the sort large tracers are: programs of some fifty lines with kernel reads, maps, loops, switches and arithmetic. The same each time.</summary>
internal static class BigProgram
{
    private const int LinesPerProgram = 50;

    private const string Head = """
        #include "vmlinux.h"
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_core_read.h>
        #include <bpf/bpf_tracing.h>
        struct big_key { u32 pid; u32 kind; };
        struct big_value { u64 count, total, max; u32 last; };
        struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1024); __type(key, struct big_key); __type(value, struct big_value); } stats SEC(".maps");
        const volatile u32 limit = 10;
        u64 seen;

        """;

    private const string Start = """
        {
            struct big_key k = {};
            struct big_value *v, fresh = {};
            u64 now = bpf_ktime_get_ns(), sum = 0;
            u32 pid = BPF_CORE_READ(prev, pid), a = pid, b = 3;

        """;

    private const string End = """
            if (sum > limit)
                fresh.total = sum, fresh.last = b;
            k.pid = a;
            bpf_map_update_elem(&stats, &k, &fresh, BPF_ANY);
            return 0;
        }

        """;

    public static string Make(int lines)
    {
        var random = new Random(1);
        var text = new StringBuilder(Head);
        for (var program = 0; program < lines / LinesPerProgram; program++)
        {
            text.Append("SEC(\"tp_btf/sched_switch\") int BPF_PROG(prog").Append(program).Append(", bool preempt, struct task_struct *prev, struct task_struct *next)\n").Append(Start);
            for (var i = 0; i < LinesPerProgram - 12; i++)
            {
                text.Append("    ").Append(Statement(random)).Append('\n');
            }

            text.Append(End);
        }

        return text.Append("char LICENSE[] SEC(\"license\") = \"GPL\";\n").ToString();
    }

    private static string Statement(Random random) => random.Next(9) switch
    {
        0 => $"if (a > {random.Next(100)} && b != {random.Next(9)}) a += b * {random.Next(1, 9)};",
        1 => $"sum += (now >> {random.Next(1, 30)}) ^ a;",
        2 => $"b = b * {random.Next(2, 99)} + (u32)now % {random.Next(2, 99)};",
        3 => $"k.pid = pid + {random.Next(9)}; k.kind = {random.Next(99)}; v = bpf_map_lookup_elem(&stats, &k); if (v) {{ v->count++; v->total += sum; if (v->max < sum) v->max = sum; }}",
        4 => "sum += BPF_CORE_READ(prev, real_parent, tgid);",
        5 => $"for (int i = 0; i < {random.Next(2, 30)}; i++) sum = sum * 31 + i;",
        6 => $"switch (a & 7) {{ case 1: sum++; break; case 2: sum += 5; break; case {random.Next(3, 7)}: b ^= a; break; default: a++; }}",
        7 => "sum += BPF_CORE_READ(next, mm, start_code) != 0;",
        _ => $"seen += sum & {random.Next(1, 255)};",
    };
}
