// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp.Tests.Compiler.Codegen;

/// <summary>Writes random functions in IR text: they read words from the context, compute, branch, loop and call, and store every value they know.</summary>
internal sealed class RandomFunction(int seed)
{
    public const int Inputs = 8;
    public const int ContextSize = 2048;
    private static readonly string[] Binary = ["add", "sub", "mul", "udiv", "sdiv", "urem", "srem", "and", "or", "xor", "shl", "lshr", "ashr"];
    private static readonly string[] Comparisons = ["eq", "ne", "ult", "ule", "ugt", "uge", "slt", "sle", "sgt", "sge"];
    private static readonly long[] Interesting = [0, 1, -1, 2, 7, 31, 255, 65536, int.MaxValue, int.MinValue, 0x80000000L, 0x123456789abcdefL, long.MinValue, long.MaxValue];

    private readonly Random random = new(seed);
    private readonly StringBuilder text = new();
    private readonly List<string> wide = [];
    private readonly List<string> narrow = [];
    private int nextValue;
    private int nextBlock;
    private int branches;
    private string block = "b0";

    public string Generate()
    {
        text.Append("define main(ptr.ctx %ctx) i64 program Syscall \"syscall\" attach CgroupInetIngress {\n");
        OpenBlock(NewBlock());
        for (var i = 0; i < Inputs; i++)
        {
            var address = Emit("ptr.ctx", $"ptr_add %ctx, {i * 8}L");
            wide.Add(Emit("i64", $"load.u64 {address}"));
            narrow.Add(Emit("i32", random.Next(2) == 0 ? $"load.s{random.Next(2) switch { 0 => 8, _ => 16 }} {address}" : $"load.u32 {address}"));
        }

        Statements(12, 0);
        StoreAll();
        Line($"return {Pick(wide)}");
        return text.Append("}\n").ToString();
    }

    private void Statements(int count, int depth)
    {
        for (var i = 0; i < count; i++)
        {
            var kind = random.Next(20);
            if (kind == 0 && depth < 2 && branches < 5)
            {
                Conditional(depth);
            }
            else if (kind == 1 && depth < 2 && branches < 5)
            {
                Loop(depth);
            }
            else if (kind == 2)
            {
                Line("helper 5()");
            }
            else if (kind == 3 && depth == 0 && branches < 5)
            {
                Switch();
            }
            else
            {
                Simple();
            }
        }
    }

    private void Simple()
    {
        var is64 = random.Next(2) == 0;
        var (type, list) = is64 ? ("i64", wide) : ("i32", narrow);
        switch (random.Next(10))
        {
            case 0:
                list.Add(Emit(type, $"neg {Operand(is64)}"));
                break;
            case 1:
                list.Add(Emit(type, $"bswap.{(is64 ? 64 : random.Next(2) == 0 ? 16 : 32)} {Operand(is64)}"));
                break;
            case 2:
                list.Add(Emit(type, $"extend.{(random.Next(2) == 0 ? "s" : "u")}{(random.Next(2) == 0 ? 8 : is64 ? 32 : 16)} {Operand(is64)}"));
                break;
            case 3:
                narrow.Add(Emit("i32", $"trunc {Operand(true)}"));
                break;
            case 4:
                wide.Add(Emit("i64", $"{(random.Next(2) == 0 ? "zext" : "sext")} {Operand(false)}"));
                break;
            case 5:
                narrow.Add(Comparison());
                break;
            case 6:
                list.Add(Emit(type, $"select {(random.Next(3) == 0 ? Pick(wide) : Comparison())}, {Operand(is64)}, {Operand(is64)}"));
                break;
            default:
                list.Add(Emit(type, $"{Binary[random.Next(Binary.Length)]} {Operand(is64)}, {Operand(is64)}"));
                break;
        }
    }

    private string Comparison()
    {
        var is64 = random.Next(2) == 0;
        return Emit("i32", $"{Comparisons[random.Next(Comparisons.Length)]} {Pick(is64 ? wide : narrow)}, {Operand(is64)}");
    }

    private void Conditional(int depth)
    {
        branches++;
        var (yes, no, join) = (NewBlock(), NewBlock(), NewBlock());
        Line($"branch {Comparison()}, {yes}, {no}");
        var (a, fromA) = Arm(yes, join, depth);
        var (b, fromB) = Arm(no, join, depth);
        OpenBlock(join);
        for (var i = 0; i < a.Length; i++)
        {
            var type = i % 2 == 0 ? "i64" : "i32";
            (i % 2 == 0 ? wide : narrow).Add(Emit(type, $"phi [{fromA}: {a[i]}], [{fromB}: {b[i]}]"));
        }
    }

    /// <summary>Values made inside may not be used outside but through the phis.</summary>
    private (string[] Values, string From) Arm(string name, string join, int depth)
    {
        var (wideCount, narrowCount) = (wide.Count, narrow.Count);
        OpenBlock(name);
        Statements(random.Next(4), depth + 1);
        string[] values = [Operand(true), Operand(false), Operand(true), Operand(false)];
        Line($"jump {join}");
        wide.RemoveRange(wideCount, wide.Count - wideCount);
        narrow.RemoveRange(narrowCount, narrow.Count - narrowCount);
        return (values, block);
    }

    /// <summary>Runs three times, changing one of three values and sometimes rotating them.</summary>
    private void Loop(int depth)
    {
        branches++;
        var rotates = random.Next(2) == 0;
        var (before, head, body, exit) = (block, NewBlock(), NewBlock(), NewBlock());
        string[] start = [Operand(true), Operand(true), Operand(true)];
        Line($"jump {head}");
        OpenBlock(head);
        var at = text.Length;
        var phis = new[] { Reserve(), Reserve(), Reserve(), Reserve() };
        var test = Emit("i32", $"ult {phis[3]}, 3");
        Line($"branch {test}, {body}, {exit}");
        var (wideCount, narrowCount) = (wide.Count, narrow.Count);
        OpenBlock(body);
        wide.AddRange(phis[..3]);
        Statements(random.Next(3), depth + 1);
        var changed = Emit("i64", $"add {phis[0]}, {Operand(true)}");
        var counter = Emit("i32", $"add {phis[3]}, 1");
        Line($"jump {head}");
        wide.RemoveRange(wideCount, wide.Count - wideCount);
        narrow.RemoveRange(narrowCount, narrow.Count - narrowCount);
        var lines = new StringBuilder();
        string[] next = rotates ? [phis[1], phis[2], changed] : [changed, phis[1], phis[2]];
        for (var i = 0; i < 3; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"  {phis[i]}: i64 = phi [{before}: {start[i]}], [{block}: {next[i]}]\n");
        }

        lines.Append(CultureInfo.InvariantCulture, $"  {phis[3]}: i32 = phi [{before}: 0], [{block}: {counter}]\n");
        text.Insert(at, lines.ToString());
        OpenBlock(exit);
        wide.AddRange(phis[..3]);
    }

    private void Switch()
    {
        branches += 2;
        var is64 = random.Next(2) == 0;
        var count = random.Next(1, 9);
        var masked = Emit(is64 ? "i64" : "i32", $"and {Pick(is64 ? wide : narrow)}, {(is64 ? "15L" : "15")}");
        var names = Enumerable.Range(0, count + 1).Select(_ => NewBlock()).ToArray();
        var join = NewBlock();
        var cases = string.Join(", ", Enumerable.Range(0, count).Select(i => $"{i * 2 - 2}: {names[i + 1]}"));
        Line($"switch {masked} [{cases}] else {names[0]}");
        var incoming = new List<string>();
        foreach (var name in names)
        {
            OpenBlock(name);
            var value = Emit("i64", $"add {Pick(wide)}, {random.Next(100)}L");
            Line($"jump {join}");
            incoming.Add($"[{name}: {value}]");
        }

        OpenBlock(join);
        wide.Add(Emit("i64", $"phi {string.Join(", ", incoming)}"));
    }

    private void StoreAll()
    {
        var offset = Inputs * 8;
        foreach (var (list, width) in new[] { (wide, 64), (narrow, 32) })
        {
            foreach (var value in list)
            {
                var address = Emit("ptr.ctx", $"ptr_add %ctx, {offset}L");
                Line($"store.{width} {address}, {value}");
                offset += 8;
            }
        }
    }

    private string Operand(bool is64)
    {
        if (random.Next(5) > 0)
        {
            return Pick(is64 ? wide : narrow);
        }

        var number = Interesting[random.Next(Interesting.Length)];
        return is64 ? $"{number}L" : $"{(int)number}";
    }

    private string Pick(List<string> list) => list[random.Next(list.Count)];
    private string Reserve() => $"%{nextValue++}";
    private string NewBlock() => $"b{nextBlock++}";

    private void OpenBlock(string name)
    {
        block = name;
        text.Append(CultureInfo.InvariantCulture, $"{name}:\n");
    }

    private string Emit(string type, string operation)
    {
        var name = Reserve();
        Line($"{name}: {type} = {operation}");
        return name;
    }

    private void Line(string line) => text.Append(CultureInfo.InvariantCulture, $"  {line}\n");
}
