// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp.Compiler.Ir;

/// <summary>Writes IR in the text form of docs/ir.md. Blocks and values are numbered in the order printed.</summary>
internal sealed partial class IrPrinter
{
    private readonly StringBuilder text = new();
    private readonly Dictionary<Operation, int> numbers = [];
    private readonly Dictionary<Block, int> blocks = [];

    private IrPrinter()
    {
    }

    public static string Print(Module module)
    {
        var printer = new IrPrinter();
        printer.WriteModule(module);
        return printer.text.ToString();
    }

    public static string Print(Function function)
    {
        var printer = new IrPrinter();
        printer.WriteFunction(function);
        return printer.text.ToString();
    }

    private void WriteFunction(Function function)
    {
        Number(function);
        WriteHeader(function);
        foreach (var block in function.Blocks)
        {
            text.Append('b').Append(blocks[block]).Append(':');
            if (block.UnrollCount is { } count)
            {
                text.Append(CultureInfo.InvariantCulture, $" unroll {count}");
            }

            text.Append('\n');
            foreach (var operation in block.Operations)
            {
                text.Append("  ");
                WriteOperation(operation);
                text.Append('\n');
            }
        }

        text.Append("}\n");
    }

    private void Number(Function function)
    {
        numbers.Clear();
        blocks.Clear();
        foreach (var block in function.Blocks)
        {
            blocks.Add(block, blocks.Count);
            foreach (var operation in block.Operations)
            {
                if (!operation.Type.IsVoid)
                {
                    numbers.Add(operation, numbers.Count);
                }
            }
        }
    }

    private void WriteHeader(Function function)
    {
        text.Append("define ").Append(function.Name).Append('(');
        for (var i = 0; i < function.Parameters.Count; i++)
        {
            var parameter = function.Parameters[i];
            text.Append(i > 0 ? ", " : "").Append(IrNames.Of(parameter.Type)).Append(' ').Append(NameOf(parameter));
        }

        text.Append(") ").Append(IrNames.Of(function.ResultType)).Append(function.IsStatic ? " static" : "").Append(function.IsNoInline ? " noinline" : "").Append(function.IsAlwaysInline ? " alwaysinline" : "");
        if (function.Program is { } program)
        {
            text.Append(CultureInfo.InvariantCulture, $" program {program.Type} {Quote(program.SectionName)} attach {program.AttachType}");
            text.Append(program.Target.Length > 0 ? " target " + Quote(program.Target) : "").Append(program.AutoAttach ? " auto" : "");
            text.Append(program.ArgumentsAreTrusted ? " trusted" : "");
            text.Append(program.Flags != 0 ? string.Create(CultureInfo.InvariantCulture, $" flags {program.Flags}") : "");
        }

        text.Append(" {\n");
    }

    private static string NameOf(Parameter parameter) =>
        parameter.Name.Length > 0 ? "%" + parameter.Name : string.Create(CultureInfo.InvariantCulture, $"%.{parameter.Index}");

    private string NameOf(Value value) => value switch
    {
        Constant { Type.Kind: IrKind.I32 } c => c.Number.ToString(CultureInfo.InvariantCulture),
        Constant { Type.Kind: IrKind.I64 } c => c.Number.ToString(CultureInfo.InvariantCulture) + "L",
        Constant c => string.Create(CultureInfo.InvariantCulture, $"{IrNames.Of(c.Type)}({c.Number})"),
        Undefined u => $"undef({IrNames.Of(u.Type)})",
        Parameter p => NameOf(p),
        // A name that no value has: dumps of broken functions must not fail, they are what one looks at.
        Operation o => numbers.TryGetValue(o, out var number) ? string.Create(CultureInfo.InvariantCulture, $"%{number}") : "%?" + IrNames.Of(o.Code),
        _ => throw new InvalidIrException("value of unknown kind"),
    };

    private string NameOf(Block block) => blocks.TryGetValue(block, out var number) ? string.Create(CultureInfo.InvariantCulture, $"b{number}") : "b?";

    /// <summary>Bytes as a literal: printable ASCII as it is, the rest as \xx.</summary>
    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        var quoted = new StringBuilder("\"");
        foreach (var b in bytes)
        {
            if (b is >= 0x20 and < 0x7f and not (byte)'"' and not (byte)'\\')
            {
                quoted.Append((char)b);
            }
            else
            {
                quoted.Append('\\').Append(b.ToString("x2", CultureInfo.InvariantCulture));
            }
        }

        return quoted.Append('"').ToString();
    }

    private static string Quote(string value) => Quote(Encoding.UTF8.GetBytes(value));
}
