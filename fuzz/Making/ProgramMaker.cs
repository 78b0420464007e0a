// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Fuzz.Making;

/// <summary>Writes programs by the grammar, so that they reach the back end; one in three has a slip in it.</summary>
internal sealed class ProgramMaker(Random random)
{
    private static readonly string[] Types = ["int", "u32", "u64", "s64", "u8", "short", "long", "unsigned", "bool", "char", "__int128", "struct s *", "struct s", "void *", "int *"];
    private static readonly string[] Operators = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&&", "||", ","];
    private static readonly string[] Constants = ["0", "1", "2", "7", "31", "63", "64", "255", "256", "-1", "0x7fffffff", "0x80000000", "0xffffffffffffffffULL", "1L << 40", "'a'", "sizeof(struct s)"];
    private static readonly string[] Places = ["a", "b", "c", "g", "v.x", "v.y", "v.z[1]", "v.z[a & 3]", "p->x", "a", "b", "c", "v.x", "v.w.q", "v.bits", "arr[2]", "arr[a & 7]", "*q", "arr[b]"];
    private int depth;

    public string Make()
    {
        var text = new StringBuilder("""
            struct s { int x; u64 y; char z[4]; struct { short q; } w; unsigned bits : 5; int rest : 9; };
            BPF_HASH(counts, u32, u64); BPF_ARRAY(slots, struct s, 8); BPF_PERF_OUTPUT(events);
            static u64 g = 5;

            """);
        for (var i = 0; i < random.Next(3); i++)
        {
            text.Append("static ").Append(random.Next(3) == 0 ? "__attribute__((noinline)) " : "").Append("long h").Append(i).Append("(void *ctx, long a, u64 b)\n{\n").Append(Locals())
                .Append(Block(3)).Append("return ").Append(Expression()).Append(";\n}\n");
        }

        text.Append("int kprobe__f(struct pt_regs *ctx, long a, u64 b)\n{\n").Append(Locals()).Append(Block(8)).Append("return ").Append(Expression()).Append(";\n}\n");
        var program = text.ToString();
        return random.Next(3) == 0 ? new Mutator(random).ChangeTokens(program, program) : program;
    }

    private static string Locals() => "int c = 3; struct s v = {}; struct s *p = &v; int arr[8] = {}; int *q = &arr[1]; u32 key = 0; u64 *val;\n";

    private string Block(int statements)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, statements + 1); i > 0; i--)
        {
            text.Append(Statement());
        }

        return text.ToString();
    }

    private string Statement()
    {
        depth++;
        var text = depth > 4 ? Simple() : random.Next(14) switch
        {
            0 => $"if ({Expression()}) {{ {Block(3)} }} else {{ {Block(2)} }}\n",
            1 => $"for (int i = 0; i < {random.Next(1, 40)}; i++) {{ {Block(3)} }}\n",
            2 => $"while (a < {Expression()}) {{ {Block(2)} a++; if (a > 5) break; }}\n",
            3 => $"switch ({Expression()}) {{ case 1: {Block(2)} case 3 ... 9: {Block(1)} break; default: {Block(1)} }}\n",
            4 => $"{{ {Types[random.Next(Types.Length)]} n{depth}; {Block(2)} }}\n",
            5 => $"do {{ {Block(2)} }} while (b++ < {random.Next(10)});\n",
            6 => "val = counts.lookup(&key); if (val) { " + Block(2) + " *val += 1; }\n",
            7 => "events.perf_submit(ctx, &v, sizeof(v));\n",
            8 => "p = slots.lookup(&c); if (!p) return 0;\n",
            _ => Simple(),
        };
        depth--;
        return text;
    }

    private string Simple() => random.Next(8) switch
    {
        0 => $"{Place()}++;\n",
        1 => $"__sync_fetch_and_add(&g, {Expression()});\n",
        2 => "v = *p;\n",
        3 => $"bpf_trace_printk(\"%d %d\\n\", {Expression()}, {Expression()});\n",
        4 => $"{Place()} {Operators[random.Next(10)]}= {Expression()};\n",
        _ => $"{Place()} = {Expression()};\n",
    };

    private string Expression()
    {
        depth++;
        var text = depth > 7 ? Leaf() : random.Next(10) switch
        {
            0 or 1 or 2 => $"({Expression()} {Operators[random.Next(Operators.Length)]} {Expression()})",
            3 => $"({Expression()} ? {Expression()} : {Expression()})",
            4 => $"({Types[random.Next(9)]}){Leaf()}",
            5 => $"{"!~-"[random.Next(3)]}{Leaf()}",
            6 => random.Next(4) == 0 ? $"h0(ctx, {Leaf()}, {Leaf()})" : $"({{ int t = {Expression()}; t + 1; }})",
            _ => Leaf(),
        };
        depth--;
        return text;
    }

    private string Leaf() => random.Next(3) == 0 ? Constants[random.Next(Constants.Length)] : random.Next(12) == 0 ? "bpf_ktime_get_ns()" : Place();

    private string Place() => Places[random.Next(Places.Length)];
}
