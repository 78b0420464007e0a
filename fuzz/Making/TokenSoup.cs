// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Fuzz.Making;

/// <summary>Tokens in any order, most of them inside a function.</summary>
internal sealed class TokenSoup(Random random, KernelNames kernel)
{
    public static readonly string[] Words =
    [
        "int ", "long ", "unsigned ", "char ", "short ", "void ", "struct ", "union ", "enum ", "typedef ", "static ", "extern ", "const ", "volatile ", "inline ",
        "SEC(\"xdp\") ", "__uint(type, 1);", "__type(key, int);", "BPF_CORE_READ(", "\n#include \"vmlinux.h\"\n", "__builtin_preserve_access_index(", "if ", "else ", "for ", "while ", "do ", "switch ", "case ", "default ", "break;", "continue;", "goto ", "return ", "sizeof ", "typeof(", "_Generic(",
        "__attribute__((", "section(\"maps\")", "asm volatile(", "__builtin_memcpy(", "__builtin_offsetof(", "_Static_assert(", "_Bool ", "float ", "__int128 ",
        "(", ")", "(", ")", "{", "}", "{", "}", "[", "]", ";", ";", ";", ",", ".", "->", "...", ":", "?", "+", "-", "*", "/", "%", "&", "|", "^", "~", "!", "<", ">",
        "=", "==", "!=", "<<", ">>", "&&", "||", "+=", "++", "--", "a ", "b ", "c ", "f ", "s ", "u32 ", "u64 ", "ctx ", "0", "1", "2", "-1", "0x7fffffff", "10ULL",
        "\"text\"", "'x'", "\n", "\n#define F(x) ", "\n#if ", "\n#endif\n", "\n#include <linux/sched.h>\n", "##", "#", "BPF_HASH(", "BPF_PERF_OUTPUT(", "BPF_ARRAY(",
        "TRACEPOINT_PROBE(", "events.perf_submit(", "counts.lookup(", "counts.increment(", "bpf_get_current_pid_tgid()", "bpf_trace_printk(", "SEC(\"kprobe/x\")",
        "struct task_struct ", "struct pt_regs ", "kprobe__f ", "__sync_fetch_and_add(", "@", "$", "\\", "\"", "'", "/*", "*/", "//",
    ];

    public string Make()
    {
        var text = new StringBuilder(random.Next(3) == 0 ? "" : "BPF_HASH(counts, u32, u64);\nint f(struct pt_regs *ctx, int a, long b) { int c = 0; ");
        for (var i = random.Next(1, 120); i > 0; i--)
        {
            text.Append(random.Next(12) == 0 ? Kernel() : Words[random.Next(Words.Length)]);
        }

        return text.Append(random.Next(2) == 0 ? ";}\n" : "").ToString();
    }

    private string Kernel()
    {
        var (name, members) = kernel.Record(random);
        return random.Next(3) switch { 0 => name + " *", 1 => "->" + members[random.Next(members.Length)], _ => kernel.Function(random) + "(" };
    }
}
