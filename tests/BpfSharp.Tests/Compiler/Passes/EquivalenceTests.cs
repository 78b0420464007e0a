// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Passes;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Passes;

/// <summary>Random functions compute the same before and after all passes.</summary>
public class EquivalenceTests
{
    private static readonly long[] Interesting = [0, 1, -1, 7, 255, 256, 65535, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 0x1234_5678_9abc_def0];

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    public void Random_functions_keep_their_meaning(int firstSeed)
    {
        for (var seed = firstSeed; seed < firstSeed + 100; seed++)
        {
            var text = new RandomFunction(seed).Text();
            var before = Run(IrParser.Parse(text), seed);
            var module = IrParser.Parse(text);
            Optimize(module);
            var after = Run(module, seed);
            Assert.True(before.SequenceEqual(after), $"seed {seed}: {string.Join(",", before)} became {string.Join(",", after)}\n{text}\n=>\n{IrPrinter.Print(module)}");
        }
    }

    private static void Optimize(Module module)
    {
        var diagnostics = new DiagnosticBag();
        PassPipeline.Run(module, new PassContext(module, new TargetDescription(), diagnostics), new CompileOptions { VerifiesPasses = true });
        Assert.Empty(diagnostics.Diagnostics);
    }

    private static List<string> Run(Module module, int seed)
    {
        var random = new Random(seed);
        var results = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var machine = new IrInterpreter(module) { Helper = (id, arguments) => (id * 31) + arguments[0] };
            var result = machine.Run("f", Interesting[random.Next(Interesting.Length)], Interesting[random.Next(Interesting.Length)], random.Next(20));
            results.Add($"{result.ToString(CultureInfo.InvariantCulture)}/{string.Join(" ", machine.HelperCalls)}");
        }

        return results;
    }

    /// <summary>A function of (i64, i64, i32) with locals in allocas, branches, a counted loop and block operations, as lowering would write it.</summary>
    private sealed class RandomFunction(int seed)
    {
        private static readonly string[] Binary = ["add", "sub", "mul", "udiv", "sdiv", "urem", "srem", "and", "or", "xor", "shl", "lshr", "ashr"];
        private static readonly string[] Comparisons = ["eq", "ne", "ult", "ule", "ugt", "uge", "slt", "sle", "sgt", "sge"];
        private readonly Random random = new(seed);
        private readonly StringBuilder body = new();
        private int next;
        private int blocks = 1;

        public string Text()
        {
            Line("%s: ptr.stack = alloca 32 \"s\" align 8");
            Line("%t: ptr.stack = alloca 32 \"t\" align 8");
            Line("%v: ptr.stack = alloca 8 \"v\" align 8");
            Line("%i: ptr.stack = alloca 4 \"i\" align 4");
            Line($"memset %s, {random.Next(3)} size 32");
            Line("memset %t, 0 size 32");
            Line("store.64 %v, %a");
            Statements(8, 2);
            var result = I64();
            Line($"return {result}");
            return $"define f(i64 %a, i64 %b, i32 %c) i64 {{\nb0:\n{body}}}\n";
        }

        private void Line(string text) => body.Append("  ").Append(text).Append('\n');

        private string Define(string type, string text)
        {
            var name = $"%x{next++}";
            Line($"{name}: {type} = {text}");
            return name;
        }

        private void Statements(int count, int depth)
        {
            for (var i = 0; i < count; i++)
            {
                Statement(depth);
            }
        }

        private void Statement(int depth)
        {
            switch (random.Next(depth > 0 ? 9 : 6))
            {
                case 0 or 1: Line($"store.64 %v, {I64()}"); return;
                case 2: StoreField(); return;
                case 3: Line(random.Next(2) == 0 ? "memcpy %t, %s size 32" : "memcpy %s, %t size 16"); return;
                case 4: Line($"store.64 %v, {Define("i64", $"helper {(random.Next(2) == 0 ? 14 : 6)}({I64()})")}"); return;
                case 5: Line($"memset %t, {random.Next(256)} size {8 * random.Next(1, 5)}"); return;
                case 6 or 7: If(depth); return;
                default: Loop(depth); return;
            }
        }

        private void StoreField()
        {
            var width = 1 << random.Next(4);
            var place = Define("ptr.stack", $"ptr_add {(random.Next(2) == 0 ? "%s" : "%t")}, {width * random.Next(32 / width)}L");
            Line($"store.{width * 8} {place}, {(width == 8 ? I64() : I32())}");
        }

        private void If(int depth)
        {
            var (yes, no, end) = (blocks++, blocks++, blocks++);
            Line($"branch {Condition()}, b{yes}, b{no}");
            body.Append($"b{yes}:\n");
            Statements(random.Next(3), depth - 1);
            Line($"jump b{end}");
            body.Append($"b{no}:\n");
            Statements(random.Next(3), depth - 1);
            Line($"jump b{end}");
            body.Append($"b{end}:\n");
        }

        private void Loop(int depth)
        {
            var (head, inside, end) = (blocks++, blocks++, blocks++);
            var counter = depth == 2 ? "%i" : null;
            if (counter is null)
            {
                return;
            }

            Line("store.32 %i, 0");
            Line($"jump b{head}");
            body.Append($"b{head}:{(random.Next(2) == 0 ? " unroll 0" : "")}\n");
            var now = Define("i32", "load.u32 %i");
            Line($"branch {Define("i32", $"ult {now}, {random.Next(6)}")}, b{inside}, b{end}");
            body.Append($"b{inside}:\n");
            Statements(random.Next(1, 4), depth - 1);
            Line($"store.32 %i, {Define("i32", $"add {Define("i32", "load.u32 %i")}, 1")}");
            Line($"jump b{head}");
            body.Append($"b{end}:\n");
        }

        private string Condition() => random.Next(3) switch
        {
            0 => Define("i32", $"{Comparisons[random.Next(10)]} {I64()}, {I64()}"),
            1 => Define("i32", $"{Comparisons[random.Next(10)]} {I32()}, {I32()}"),
            _ => I32(),
        };

        private string I64(int depth = 3)
        {
            switch (random.Next(depth > 0 ? 10 : 4))
            {
                case 0: return "%a";
                case 1: return "%b";
                case 2: return $"{Interesting[random.Next(Interesting.Length)]}L";
                case 3: return Define("i64", "load.u64 %v");
                case 4: return Define("i64", $"zext {I32(depth - 1)}");
                case 5: return Define("i64", $"sext {I32(depth - 1)}");
                case 6: return Define("i64", $"extend.{(random.Next(2) == 0 ? 's' : 'u')}{8 << random.Next(3)} {I64(depth - 1)}");
                case 7: return Field("i64", 4);
                case 8: return Define("i64", $"select {Condition()}, {I64(depth - 1)}, {I64(depth - 1)}");
                default: return Define("i64", $"{Binary[random.Next(Binary.Length)]} {I64(depth - 1)}, {I64(depth - 1)}");
            }
        }

        private string I32(int depth = 3)
        {
            switch (random.Next(depth > 0 ? 8 : 2))
            {
                case 0: return "%c";
                case 1: return ((int)Interesting[random.Next(Interesting.Length)]).ToString(CultureInfo.InvariantCulture);
                case 2: return Define("i32", $"trunc {I64(depth - 1)}");
                case 3: return Define("i32", $"extend.{(random.Next(2) == 0 ? 's' : 'u')}{8 << random.Next(2)} {I32(depth - 1)}");
                case 4: return Field("i32", 3);
                case 5: return Define("i32", $"{Comparisons[random.Next(10)]} {I64(depth - 1)}, {I64(depth - 1)}");
                case 6: return Define("i32", $"memcmp %s, %t size {random.Next(1, 33)}");
                default: return Define("i32", $"{Binary[random.Next(Binary.Length)]} {I32(depth - 1)}, {I32(depth - 1)}");
            }
        }

        private string Field(string type, int widths)
        {
            var width = 1 << random.Next(widths);
            var place = Define("ptr.stack", $"ptr_add {(random.Next(2) == 0 ? "%s" : "%t")}, {width * random.Next(32 / width)}L");
            return Define(type, $"load.{(random.Next(2) == 0 ? 's' : 'u')}{width * 8} {place}");
        }
    }
}
