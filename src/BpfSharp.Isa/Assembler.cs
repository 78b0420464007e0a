// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Isa;

/// <summary>Reads what <see cref="Disassembler"/> writes, and labels besides.</summary>
/// <remarks>
/// One instruction a line. A number and a colon before it are ignored, a name and a colon make a label that jumps and
/// <c>call</c> may name. Instructions may be written as data (<c>.byte</c>, <c>.short</c>, <c>.long</c>, <c>.quad</c>) with expressions over labels, and
/// <c>.ifc</c> and <c>.if</c> choose between parts of the text. A comment runs from <c>;</c>, <c>#</c> at the start of a line or <c>//</c> to the line's end.
/// </remarks>
public sealed partial class Assembler
{
    private readonly List<Instruction> code = [];
    private readonly List<SymbolUse> symbols = [];
    private readonly Dictionary<string, int> labels = new(StringComparer.Ordinal);
    private readonly List<(int Index, string Label, int Line)> jumps = [];
    private int lineNumber;

    private Assembler()
    {
    }

    /// <exception cref="FormatException">A line is not an instruction; the message has its number and the place.</exception>
    public static AssembledCode Assemble(string text)
    {
        var assembler = new Assembler();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            assembler.lineNumber++;
            assembler.Line(line);
        }

        assembler.ResolveLabels();
        assembler.FillData();
        return new AssembledCode([.. assembler.code], assembler.symbols);
    }

    private void Line(ReadOnlySpan<char> line)
    {
        line = WithoutComment(line).Trim();
        if (TryCondition(line) || IsSkipping)
        {
            return;
        }

        var colon = line.IndexOf(':');
        if (colon > 0 && !line[..colon].ContainsAnyExcept(LabelCharacters))
        {
            var label = line[..colon];
            if (pendingBytes != 0)
            {
                throw new FormatException($"line {lineNumber}: label '{label}' inside an instruction");
            }

            if (!char.IsAsciiDigit(label[0]) && !labels.TryAdd(label.ToString(), code.Count))
            {
                throw new FormatException($"line {lineNumber}: label '{label}' is already defined");
            }

            line = line[(colon + 1)..].Trim();
        }

        if (!line.IsEmpty)
        {
            var reader = new AssemblyReader(line, lineNumber);
            Statement(ref reader);
            if (!reader.AtEnd)
            {
                throw reader.Error("end of line expected");
            }
        }
    }

    private static readonly System.Buffers.SearchValues<char> LabelCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$");

    private static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> line)
    {
        if (line.TrimStart().StartsWith('#'))
        {
            return [];
        }

        var end = line.IndexOf(';');
        line = end < 0 ? line : line[..end];
        end = line.IndexOf("//");
        return end < 0 ? line : line[..end];
    }

    private void Statement(ref AssemblyReader reader)
    {
        if (TryData(ref reader))
        {
            return;
        }

        if (reader.Eat("exit"))
        {
            code.Add(Instructions.Exit());
        }
        else if (reader.Eat("goto"))
        {
            Jump(ref reader, Instructions.Jump(0));
        }
        else if (reader.Eat("gotol"))
        {
            Jump(ref reader, Instructions.JumpFar(0));
        }
        else if (reader.Eat("may_goto"))
        {
            Jump(ref reader, Instructions.MayGoto(0));
        }
        else if (reader.Eat("if"))
        {
            Conditional(ref reader);
        }
        else if (reader.Eat("call"))
        {
            Call(ref reader);
        }
        else if (reader.Eat(".raw"))
        {
            code.Add(FromSlot((ulong)reader.Number()));
        }
        else if (reader.Eat("lock"))
        {
            LockedUpdate(ref reader);
        }
        else if (reader.Eat("store_release"))
        {
            StoreRelease(ref reader);
        }
        else if (reader.Eat("*"))
        {
            Store(ref reader);
        }
        else
        {
            Assignment(ref reader);
        }
    }

    private void Jump(ref AssemblyReader reader, Instruction jump)
    {
        if (reader.Name() is { } label)
        {
            jumps.Add((code.Count, label, lineNumber));
            code.Add(jump);
            return;
        }

        var distance = reader.Immediate();
        if (distance != (short)distance && jump != Instructions.JumpFar(0))
        {
            throw reader.Error($"{distance} does not fit 16 bits");
        }

        code.Add(jump.WithJumpDistance(distance));
    }

    private void Conditional(ref AssemblyReader reader)
    {
        if (!reader.TryRegister(out var left, out var narrow))
        {
            throw reader.Error("register expected");
        }

        var condition = Condition(ref reader);
        Instruction jump;
        if (reader.TryRegister(out var right, out var rightIsNarrow))
        {
            if (narrow != rightIsNarrow)
            {
                throw reader.Error("both registers must have the same width");
            }

            jump = narrow ? Instructions.Jump32(condition, left, right, 0) : Instructions.Jump(condition, left, right, 0);
        }
        else
        {
            var value = reader.Immediate();
            jump = narrow ? Instructions.Jump32(condition, left, value, 0) : Instructions.Jump(condition, left, value, 0);
        }

        reader.Expect("goto");
        Jump(ref reader, jump);
    }

    private static JumpOperation Condition(ref AssemblyReader reader)
    {
        foreach (var (operation, text) in Mnemonics.Conditions)
        {
            if (reader.Eat(text))
            {
                return operation;
            }
        }

        throw reader.Error("comparison expected");
    }

    private void Call(ref AssemblyReader reader)
    {
        if (reader.Eat("kfunc#"))
        {
            var id = reader.Immediate();
            code.Add(Instructions.CallKfunc(id, reader.Eat(",") ? reader.Short() : (short)0));
        }
        else if (reader.Eat("kfunc["))
        {
            symbols.Add(new SymbolUse(code.Count, SymbolKind.Kfunc, reader.Bracketed()));
            code.Add(Instructions.CallKfunc(0));
        }
        else if (reader.Eat("pc+"))
        {
            code.Add(Instructions.CallSubprogram(reader.Immediate()));
        }
        else if (reader.Eat("pc-"))
        {
            code.Add(Instructions.CallSubprogram(unchecked(-reader.Immediate())));
        }
        else if (reader.TryNumber(out var helper))
        {
            code.Add(Instructions.Call((int)helper));
        }
        else
        {
            var name = reader.Name() ?? throw reader.Error("helper number or function name expected");
            jumps.Add((code.Count, name, lineNumber));
            code.Add(Instructions.CallSubprogram(-1));
        }
    }

    private static Instruction FromSlot(ulong slot) =>
        new((byte)slot, (Register)((slot >> 8) & 0xf), (Register)((slot >> 12) & 0xf), (short)(slot >> 16), (int)(slot >> 32));

    // A call of a name that is no label is a symbol; a jump to one is an error.
    private void ResolveLabels()
    {
        foreach (var (index, label, line) in jumps)
        {
            var isCall = code[index].IsCall();
            if (!labels.TryGetValue(label, out var target))
            {
                symbols.Add(isCall ? new SymbolUse(index, SymbolKind.Function, label) : throw new FormatException($"line {line}: no label '{label}'"));
                continue;
            }

            var distance = target - index - 1;
            var reaches = distance == (short)distance || isCall || code[index] == Instructions.JumpFar(0);
            code[index] = !reaches ? throw new FormatException($"line {line}: '{label}' is too far away")
                : isCall ? code[index].WithImmediate(distance) : code[index].WithJumpDistance(distance);
        }

        symbols.Sort((a, b) => a.Index.CompareTo(b.Index));
    }
}
