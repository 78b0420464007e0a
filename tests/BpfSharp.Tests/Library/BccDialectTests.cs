// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Objects;
using Dialect = BpfSharp.Compiler.Dialect;

namespace BpfSharp.Tests.Library;

/// <summary>What only shows when a text goes through the whole compiler and the kernel.</summary>
[Collection("kernel objects")]
public class BccDialectTests
{
    private static uint RunOn(string body, byte[] packet)
    {
        using var text = BccText.Load(body, ("main", ProgramType.SchedCls));
        return text.Run("main", packet).ReturnValue;
    }

    [SkippableFact]
    public void Sizes_may_become_constants_by_inlining() => Assert.Equal(3u, RunOn("""
        struct block { u8 bytes[24]; };
        static inline void copy(void *to, const void *from, int size) { __builtin_memcpy(to, from, size); }
        static inline int known(int size) { return __builtin_constant_p(size) ? 1 : 100; }
        int main(struct __sk_buff *skb) {
            struct block a = { .bytes = { 1, 2 } }, b = {};
            copy(&b, &a, sizeof(a));
            return b.bytes[1] + known(sizeof(a));
        }
        """, new byte[64]));

    [SkippableFact]
    public void Sizes_may_stay_variable_when_they_are_bounded() => Assert.Equal(0x0e_0102u, RunOn("""
        int main(struct __sk_buff *skb) {
            u8 from[16] = { 9, 1, 2, 3 }, to[16] = {};
            u32 size = (skb->len >> 5) & 7;   // 64 bytes: 2
            __builtin_memcpy(to, from + 1, size);
            __builtin_memset(to + 4, 7, size);
            return to[0] << 8 | to[1] | to[2] << 24 | to[6] << 24 | (to[4] + to[5]) << 16;
        }
        """, new byte[64]));

    [SkippableFact]
    public void Comparisons_of_variable_size_are_refused()
    {
        Needs.Kernel();
        Assert.Equal(["BS0553"], BccText.ErrorsOf("int main(struct __sk_buff *skb) { char a[8] = {}, b[8] = {}; return __builtin_memcmp(a, b, skb->len & 7); }"));
    }

    [SkippableFact]
    public void Short_arrays_are_filled_at_their_alignment() => Assert.Equal((uint)('s' + 'b'), RunOn("""
        static int compare(const char *a, const char *b) {
            for (int i = 0; i < 5; i++, a++, b++) if (*a != *b) return *a + *b;
            return 0;
        }
        int main(struct __sk_buff *skb) {
            char first[] = "stub", odd = 1, second[] = "stab";
            struct { char c; char text[7]; } inner = { odd, "sb" };
            return compare(first, second) ? compare(first + 0, inner.text + (skb->len > 10)) : 0;
        }
        """, new byte[64]));

    [SkippableFact]
    public void Packed_records_live_on_the_stack() => Assert.Equal(0x40u + 0x77 + 5, RunOn("""
        struct record { char tag; u64 wide; u16 half; u32 word; char *text; } __attribute__((packed));
        BPF_HASH(records, struct record, struct record);
        int main(struct __sk_buff *skb) {
            struct record record = { .tag = 5 }, none = {};
            record.wide = skb->len;
            record.word += 0x77;
            records.update(&none, &record);
            struct record *found = records.lookup(&none);
            if (!found) return 0;
            none = *found;
            return none.wide + none.word + none.tag;
        }
        """, new byte[64]));

    [SkippableFact]
    public void Macros_named_like_attributes_are_attributes() => Assert.Equal(192u, RunOn("""
        __attribute__((noinline)) static int triple(u32 value) { return value * 3; }
        int main(struct __sk_buff *skb) { return triple(skb->len); }
        """, new byte[64]));

    [SkippableFact]
    public void Whole_floating_point_thresholds_are_integers() => Assert.Equal(1u, RunOn(
        "int main(struct __sk_buff *skb) { return skb->len >= 64.0 && skb->len < 6.5e1; }", new byte[64]));

    [SkippableFact]
    public void Records_of_the_program_hide_those_of_the_kernel() => Assert.Equal(4u, RunOn("""
        #include <linux/sched.h>
        struct task_struct { u32 mine; };
        int main(struct __sk_buff *skb) { return sizeof(struct task_struct); }
        """, new byte[64]));

    [SkippableFact]
    public void Context_bytes_are_read_at_their_alignment_and_in_loops()
    {
        using var text = BccText.Load("""
            struct key { u32 id; char name[16]; };
            BPF_HASH(names, struct key);
            TRACEPOINT_PROBE(sched, sched_process_exec) {
                struct key key = {};
                bpf_get_current_comm(key.name, sizeof(key.name));
                names.increment(key);
                return 0;
            }
            static int is_write(char *text) {
                for (int i = 0; i < 8; i++) {
                    if (text[i] == 'W') return 1;
                    if (text[i] == 0) return 0;
                }
                return 0;
            }
            TRACEPOINT_PROBE(sched, sched_wakeup) { return is_write(args->comm); }
            TRACEPOINT_PROBE(sched, sched_switch) {
                struct key key = {};
                __builtin_memcpy(key.name, args->next_comm, 16);
                __builtin_memcpy(&key.id, args->prev_comm + 2, 4);
                return key.name[3] + key.id;
            }
            """);
        Assert.All(text.Object.Programs, p => Assert.True(p.Fd >= 0));
    }

    [SkippableFact]
    public void Usdt_arguments_come_from_the_caller_or_read_as_errors()
    {
        const string Text = """
            BPF_HASH(values, u64, int);
            int on_probe(struct pt_regs *ctx) {
                u64 wide = 5; int narrow = 6; char name[8] = {};
                int status = bpf_usdt_readarg(1, ctx, &wide) + bpf_usdt_readarg(2, ctx, &narrow) + bpf_usdt_readarg_p(3, ctx, name, sizeof(name));
                wide += name[0];
                values.update(&wide, &narrow);
                return status;
            }
            """;
        using var unknown = BccText.Load(Text);
        var options = new CompileOptions
        {
            Dialect = Dialect.Bcc, UsdtArguments = new Dictionary<string, string> { ["on_probe"] = "8@%rdi -4@-8(%rbp) 8@16(%rax,%r12,8)" },
        };
        var result = BccText.Compile(Text, options);
        using var known = BpfObject.FromSpec(result.Object!);
        known.Load();
        Assert.True(known.Programs[0].Spec.Instructions.Length > unknown.Object.Programs[0].Spec.Instructions.Length);
        Assert.Equal(["BS0444", "BS0444", "BS0444"], BccText.ErrorsOf(Text, new CompileOptions
        {
            Dialect = Dialect.Bcc, UsdtArguments = new Dictionary<string, string> { ["on_probe"] = "8@%xmm0" },
        }));
    }

    [SkippableFact]
    public void The_licence_is_the_texts_to_say()
    {
        Needs.Kernel();
        Assert.Equal(["BS0441"], BccText.ErrorsOf("int f(void *ctx) { return 0; }", new CompileOptions { Dialect = Dialect.Bcc, Defines = ["BPF_LICENSE=GPL"] }));
        Assert.Equal(["BS0442"], BccText.ErrorsOf("#define BPF_LICENSE\nint f(void *ctx) { return 0; }"));
        Assert.Equal("Dual BSD/GPL", BccText.Compile("#define BPF_LICENSE Dual BSD/GPL\nint f(void *ctx) { return 0; }").Object!.License);
    }

    [SkippableFact]
    public void Maps_of_other_modules_are_shared()
    {
        Needs.Kernel();
        using var owner = BccText.Load("""
            BPF_TABLE_PUBLIC("hash", u32, u64, shared, 8);
            int main(struct __sk_buff *skb) { u32 key = 1; u64 value = skb->len; shared.update(&key, &value); return 0; }
            """, ("main", ProgramType.SchedCls));
        const string User = """
            BPF_TABLE("extern", u32, u64, shared, 0);
            int main(struct __sk_buff *skb) { u32 key = 1; u64 *value = shared.lookup(&key); return value ? *value : 0; }
            """;
        Assert.Equal(["BS0415"], BccText.ErrorsOf(User).Take(1));
        var options = new CompileOptions
        {
            Dialect = Dialect.Bcc, ProgramTypes = new Dictionary<string, ProgramType> { ["main"] = ProgramType.SchedCls },
            SharedMaps = new Dictionary<string, MapSpec> { ["shared"] = owner.Object.Map("shared").Spec },
        };
        using var user = BpfObject.FromSpec(BccText.Compile(User, options).Object!);
        user.Load(new LoadOptions { SharedMaps = new Dictionary<string, BpfMap> { ["shared"] = owner.Object.Map("shared") } });
        owner.Run("main", new byte[64]);
        Assert.Equal(64u, user.Program("main").TestRun(new byte[64]).ReturnValue);
    }

    [SkippableFact]
    public void Refused_programs_do_not_hide_the_others()
    {
        Needs.Kernel();
        var result = BccText.Compile("""
            BPF_HASH(map, u32, u64);
            int good(struct pt_regs *ctx) { return 0; }
            int bad(struct pt_regs *ctx) { u32 key = 0; u64 *value = map.lookup(&key); return *value; }
            int unknown(void *ctx) { return 0; }
            """);
        using var loaded = BpfObject.FromSpec(result.Object!);
        var refused = new List<(string, string)>();
        loaded.Load(new LoadOptions { OnRefused = (program, refusal) => refused.Add((program.Name, refusal.GetType().Name)) });
        Assert.Equal([("bad", nameof(VerifierException))], refused);
        Assert.True(loaded.Program("good").Fd >= 0);
        Assert.Equal(-1, loaded.Program("bad").Fd);
        Assert.True(loaded.Program("unknown").Spec.TypeIsGuess);
        Assert.False(loaded.Program("good").Spec.TypeIsGuess);
    }
}
