// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp.Compiler.Semantics;

/// <summary>Text of the typed tree for tests and debugging: one statement per line, every load and conversion visible.</summary>
internal sealed partial class BoundTreePrinter
{
    private readonly StringBuilder output = new();
    private int indent;

    public static string Print(BoundUnit unit)
    {
        var printer = new BoundTreePrinter();
        foreach (var map in unit.Maps)
        {
            printer.Line($"map {map.Name}");
        }

        foreach (var variable in unit.Globals)
        {
            var section = variable.Section is { } name ? $" section {name}" : "";
            printer.Line($"{variable.Storage.ToString().ToLowerInvariant()} {variable.Name}: {variable.Type}{section}{Initializer(variable.Initializer)}");
        }

        foreach (var function in unit.Functions)
        {
            printer.Function(function);
        }

        return printer.output.ToString();
    }

    private void Function(FunctionSymbol function)
    {
        var parameters = string.Join(", ", function.Parameters.Select(p => $"{p.Name}: {p.Type}"));
        Line($"{(function.IsStatic ? "static " : "")}function {function.Name}({parameters}): {function.Type.Result}");
        Nested(function.Body!);
    }

    private void Line(string text) => output.Append(' ', indent * 2).Append(text).Append('\n');

    private void Nested(BoundStatement statement)
    {
        indent++;
        foreach (var one in statement is BoundBlock block ? block.Statements : [statement])
        {
            Statement(one);
        }

        indent--;
    }

    private void Statement(BoundStatement statement)
    {
        switch (statement)
        {
            case BoundBlock block:
                Line("block");
                Nested(block);
                break;
            case BoundLocal local:
                Line($"local {local.Variable.Name}: {local.Variable.Type}{Initializer(local.Initializer)}");
                break;
            case BoundExpressionStatement expression:
                Line(Expression(expression.Expression));
                break;
            case BoundIf branch:
                Line($"if {Expression(branch.Condition)}");
                Nested(branch.Then);
                if (branch.Else is not null)
                {
                    Line("else");
                    Nested(branch.Else);
                }

                break;
            case BoundLoop loop:
                Loop(loop);
                break;
            case BoundSwitch choice:
                Line($"switch {Expression(choice.Value)} ({choice.Cases.Count} cases{(choice.DefaultCase is null ? "" : " and default")})");
                Nested(choice.Body);
                break;
            default:
                Line(Simple(statement));
                break;
        }
    }

    private void Loop(BoundLoop loop)
    {
        var hint = loop.Unroll.Count is { } count ? $" unroll {count}" : "";
        Line($"{loop.Kind.ToString().ToLowerInvariant()}{hint} {(loop.Condition is null ? "ever" : Expression(loop.Condition))}");
        if (loop.Initializer is not null)
        {
            Line("init");
            Nested(loop.Initializer);
        }

        if (loop.Step is not null)
        {
            Line($"step {Expression(loop.Step)}");
        }

        Nested(loop.Body);
    }

    private static string Simple(BoundStatement statement) => statement switch
    {
        BoundCase { IsDefault: true } => "default:",
        BoundCase one when one.Low == one.High => $"case {Number(one.Low)}:",
        BoundCase range => $"case {Number(range.Low)} ... {Number(range.High)}:",
        BoundLabel label => $"{label.Label.Name}:",
        BoundGoto jump => $"goto {jump.Label.Name}",
        BoundBreak => "break",
        BoundContinue => "continue",
        BoundReturn { Value: { } value } => $"return {Expression(value)}",
        BoundReturn => "return",
        BoundAsm assembly => $"asm \"{assembly.Template}\" {string.Join(", ", assembly.Operands.Select(o => $"\"{o.Constraint}\" {Expression(o.Value)}"))}".TrimEnd(),
        _ => statement.GetType().Name,
    };

    private static string Number(Int128 value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Initializer(BoundInitializer? initializer)
    {
        if (initializer is null)
        {
            return "";
        }

        return initializer.Items is [{ Offset: 0, Field: null } only] && !initializer.ZeroFirst ? $" = {Expression(only.Value)}" : $" = {List(initializer)}";
    }

    private static string List(BoundInitializer initializer)
    {
        var items = initializer.Items.Select(i => $"{i.Offset}{(i.Field is { } f ? $":{f.BitOffset}:{f.BitWidth}" : "")}: {Expression(i.Value)}");
        return $"{(initializer.ZeroFirst ? "zero " : "")}{{{string.Join(", ", items)}}}";
    }
}
