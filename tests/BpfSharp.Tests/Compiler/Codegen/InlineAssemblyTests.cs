// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Vm;
using Kind = BpfSharp.Compiler.Dialect;

namespace BpfSharp.Tests.Compiler.Codegen;

/// <summary>Assembly in C, run: operands, labels, symbols, and functions that are nothing else.</summary>
public class InlineAssemblyTests
{
    private const string Sec = "#define SEC(name) __attribute__((section(name), used))\n";

    [Theory]
    [InlineData("""long b, c; asm volatile("%[x] = %[a]; %[x] += 5; %[y] = %[x]; %[y] <<= 1" : [x]"=r"(b), [y]"=&r"(c) : [a]"r"(a)); return b * 100 + c;""", 3, 816)]
    [InlineData("""int b = a, c = 7; asm volatile("%0 += 1; %1 += %0" : "+r"(b), "+r"(c)); return b * 100 + c;""", 3, 411)]
    [InlineData("""int b, c; asm volatile("%1 += 1; %0 = %1" : "=r"(b), "=r"(c) : "1"(a)); return b * 100 + c;""", 3, 404)]
    [InlineData("""unsigned char v[2]; asm volatile("%0 = 1; %1 = 2" : "=r"(v[0]), "=r"(v[1])); return v[0] * 100 + v[1] + a;""", 0, 102)]
    [InlineData("""asm volatile("1: %0 += 1; if %0 < 10 goto 1b; if %0 == 10 goto 2f; %0 += 2\n2: %0 += 3" : "+r"(a)); return a;""", 3, 13)]
    [InlineData("""asm volatile("1: %0 += 1; if %0 < 10 goto 1b; if %0 == 10 goto 2f; %0 += 2\n2: %0 += 3" : "+r"(a)); return a;""", 20, 26)]
    [InlineData("""asm volatile("if %0 == 3 goto l1_%=; %0 += 10; l1_%=: %0 += 1" : "+r"(a)); return a;""", 3, 4)]
    [InlineData("""asm volatile("r1 = global ll; %0 = *(u32 *)(r1 + 0)" : "=r"(a) :: "r1"); return a;""", 0, 7)]
    [InlineData("""asm volatile("r1 = %[g] ll; %0 = *(u32 *)(r1 + 0)" : "=r"(a) : [g]"i"(&global) : "r1"); return a;""", 0, 7)]
    [InlineData("""long r; asm volatile("r1 = %1; call twice; %0 = r0" : "=r"(r) : "r"((long)a) : "r0", "r1", "r2", "r3", "r4", "r5"); return r;""", 21, 42)]
    [InlineData("""long r; asm volatile("r1 = %1; call %[f]; %0 = r0" : "=r"(r) : "r"((long)a), [f]"i"(twice) : "r0", "r1", "r2", "r3", "r4", "r5"); return r;""", 21, 42)]
    [InlineData("""long p[3] = {7, 8, 9}; asm volatile("%0 = *(u32 *)(%1 + %2 + 8)" : "=r"(a) : "r"(p), "i"(8), "m"(p)); return a;""", 0, 9)]
    [InlineData("""asm volatile(".byte 0x07; .ifc %0, r1; .byte 0x01; .endif; .ifc %0, r0; .byte 0x00; .else; .ifnc %0, r1; .byte 0x02; .endif; .endif; .short 0; .long 5" : "+r"(a)); return a;""", 3, 8)]
    [InlineData("""asm volatile("1: .quad 0x107 | (5 << 32); .if 1 - 1; r1 += 100; .endif" : "+r"(a) :: "r0", "r2"); return a;""", 3, 3)]
    [InlineData("return naked_plus5(a);", 3, 8)]
    public void Runs(string body, int argument, ulong expected) => Assert.Equal(expected, Run(body, argument));

    [Theory]
    [InlineData(3, 1)]
    [InlineData(200, 2)]
    [InlineData(50, 0)]
    public void Goes_to_the_label_it_jumps_to(int argument, ulong expected)
    {
        const string Body = """
            asm volatile goto("if %[a] > 100 goto %l[big]; if %[a] == 3 goto %l1" :: [a]"r"((long)a) :: three, big);
            return 0;
            three: return 1;
            big: return 2;
            """;
        Assert.Equal(expected, Run(Body.Replace("%l1", "%l[three]", StringComparison.Ordinal), argument));
        Assert.Equal(expected, Run(Body, argument));
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(200, 201)]
    public void Has_outputs_on_every_way_out(int argument, ulong expected) => Assert.Equal(expected, Run("""
        long b;
        asm volatile goto("%0 = %1; %0 += 1; if %1 > 100 goto %l[big]" : "=&r"(b) : "r"((long)a) :: big);
        return b;
        big: return b;
        """, argument));

    [Fact]
    public void Jumps_may_be_written_as_data()
    {
        const string Loop = """long s = 0; for (int i = 0; i < 5; i++) { asm volatile goto("ASM" :::: out); s += i; } out: return s;""";
        var written = Compile(Loop.Replace("ASM", "1: .byte 0xe5; .byte 0; .long ((%l[out] - 1b - 8) / 8) & 0xffff; .short 0", StringComparison.Ordinal));
        var named = Compile(Loop.Replace("ASM", "may_goto %l[out]", StringComparison.Ordinal));
        Assert.Equal(named.Programs[0].Instructions, written.Programs[0].Instructions);
    }

    [Fact]
    public void May_leave_loops_by_may_goto()
    {
        var spec = Compile("""long s = 0; for (int i = 0; i < 5; i++) { asm volatile goto("may_goto %l[out]" :::: out); s += i; } out: return s;""");
        Assert.Contains(spec.Programs[0].Instructions, i => i.Opcode == 0xe5);
    }

    [Fact]
    public void Loads_what_only_other_objects_declare()
    {
        var spec = Compile("""long r; asm("%0 = NOWHERE ll" : "=r"(r)); return r;""");
        Assert.Equal((RelocationKind.Ksym, "NOWHERE"), (spec.Programs[0].Relocations[0].Kind, spec.Programs[0].Relocations[0].Target));
        Assert.Contains("NOWHERE", spec.LinkedExternals);
    }

    [Fact]
    public void Naked_programs_are_their_text()
    {
        var spec = CompileText(Sec + "SEC(\"socket\") __attribute__((naked)) int f(void) { asm volatile(\"r0 = 42; exit\"); }");
        Assert.Equal(2, spec.Programs[0].Instructions.Length);
        Assert.Equal(42ul, new BpfMachine(spec).Run("f", new byte[8]));
    }

    /// <summary>Outputs but the first go by way of the stack, each for the moment of its assembly only.</summary>
    [Fact]
    public void Many_outputs_share_the_stack()
    {
        var body = new StringBuilder("long b = 0, c = a; for (int i = 0; i < 3; i++) switch (a + i) {");
        for (var i = 0; i < 100; i++)
        {
            body.Append($"""case {i}: asm volatile("%0 += 1; %1 += {i}" : "+r"(b), "+r"(c)); break; """);
        }

        Assert.Equal(300ul + 10 + 10 + 11 + 12, Run(body + "} return b * 100 + c;", 10));
    }

    private static ulong Run(string body, int argument)
    {
        var context = new byte[8];
        BitConverter.TryWriteBytes(context, argument);
        return new BpfMachine(Compile(body)).Run("f", context);
    }

    private static ObjectSpec Compile(string body) => CompileText(Sec + $$"""
        int global = 7;
        static __attribute__((noinline, used)) long twice(long v) { return v * 2; }
        static __attribute__((naked, noinline)) int naked_plus5(long v) { asm volatile("r0 = r1; r0 += 5; exit"); }
        SEC("xdp") long f(int *ctx) { int a = *ctx; {{body}} }
        """);

    private static ObjectSpec CompileText(string text)
    {
        var result = CCompiler.Compile(text, "test.c", new CompileOptions { Dialect = Kind.Libbpf }, new TargetDescription { IsaLevel = 4 });
        Assert.Empty(result.Diagnostics);
        return result.Object!;
    }
}
