// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Dialects;

// Calls that are more than calls: printing with values packed for the kernel, and questions about kernel types.
internal abstract partial class KernelDialect
{
    private const int TracePrintk = 6;
    private const int SeqPrintf = 126;
    private const int Snprintf = 165;
    private const int TraceVprintk = 177;
    private const int MaximumPrintValues = 12;

    public override BoundExpression? BindSpecialCall(IBindingContext context, string name, CallExpression call) => name switch
    {
        "bpf_printk" => BindPrint(context, name, call),
        "BPF_SEQ_PRINTF" when call.Arguments.Count >= 2 => BindFormatted(context, SeqPrintf, call, 1),
        "BPF_SNPRINTF" when call.Arguments.Count >= 3 => BindFormatted(context, Snprintf, call, 2),
        _ when name.StartsWith("__builtin_preserve_", StringComparison.Ordinal) || name == "__builtin_btf_type_id" => BindTypeQuestion(context, name, call),
        _ => null,
    };

    /// <summary>Prints a literal format with any values: the kernel's own helper takes three, its array form twelve (5.16).</summary>
    protected BoundExpression BindPrint(IBindingContext context, string name, CallExpression call)
    {
        if (call.Arguments.Count == 0 || BindFormat(context, name, call.Arguments[0], out var statements, out var size) is not { } format)
        {
            if (call.Arguments.Count == 0)
            {
                Diagnostics.Report(DialectsDiagnostics.FormatNotLiteral, call.Span, name);
            }

            return new BoundError(IntegerType.Int);
        }

        var values = BindValues(context, call, 1);
        CheckFormat(call, format, values, 0);
        if (values.Count <= 3)
        {
            var helper = GetHelper(TracePrintk);
            BoundExpression[] arguments = [format, Build.Constant(size, IntegerType.UnsignedInt), .. values];
            var print = new BoundHelperCall(helper, arguments, helper.Type.Result) { Span = call.Span };
            return statements.Count == 0 ? print : Build.Sequence(call.Span, print, statements);
        }

        var most = Target.KernelVersion is not 0 and < (5 << 16 | 16 << 8) ? 3 : MaximumPrintValues;
        if (values.Count > most)
        {
            Diagnostics.Report(DialectsDiagnostics.TooManyPrintArguments, call.Span, values.Count, most);
            return new BoundError(IntegerType.Int);
        }

        return Packed(context, call, TraceVprintk, [format, Build.Constant(size, IntegerType.UnsignedInt)], values, statements);
    }

    // BPF_SEQ_PRINTF(seq, fmt, values…), BPF_SNPRINTF(out, out_size, fmt, values…)
    private BoundExpression BindFormatted(IBindingContext context, int id, CallExpression call, int formatIndex)
    {
        var helper = GetHelper(id);
        var arguments = new List<BoundExpression>();
        for (var i = 0; i < formatIndex; i++)
        {
            arguments.Add(context.Convert(context.BindValue(call.Arguments[i]), helper.Type.Parameters[i]));
        }

        if (BindFormat(context, helper.Name, call.Arguments[formatIndex], out var statements, out var size) is not { } format)
        {
            return new BoundError(IntegerType.Long);
        }

        arguments.Add(format);
        if (id == SeqPrintf)
        {
            arguments.Add(Build.Constant(size, IntegerType.UnsignedInt));
        }

        var values = BindValues(context, call, formatIndex + 1);
        CheckFormat(call, context.BindValue(call.Arguments[formatIndex]), values, formatIndex);
        return Packed(context, call, id, arguments, values, statements);
    }

    private BoundStatementExpression Packed(IBindingContext context, CallExpression call, int id, List<BoundExpression> arguments, List<BoundExpression> values, List<BoundStatement> statements)
    {
        var bytes = values.Count * 8;
        if (bytes == 0)
        {
            arguments.Add(Build.Constant(0, Build.VoidPointer));
        }
        else
        {
            var type = new ArrayType(IntegerType.UnsignedLong, values.Count);
            var array = context.MakeLocal("__values", type, call.Span);
            var parts = values.Select((v, i) => new InitializedPart(i * 8, null, IntegerType.UnsignedLong, Build.ToInteger(v, IntegerType.UnsignedLong))).ToList();
            statements.Add(new BoundLocal(array, new BoundInitializer(type, parts, zeroFirst: false)));
            arguments.Add(Build.AsVoidPointer(Build.AddressOf(array)));
        }

        arguments.Add(Build.Constant(bytes, IntegerType.UnsignedInt));
        var helper = GetHelper(id);
        return Build.Sequence(call.Span, new BoundHelperCall(helper, arguments, helper.Type.Result) { Span = call.Span }, statements);
    }

    // The literal's address where the kernel has read-only data, and a copy on the stack where it has not.
    private BoundExpression? BindFormat(IBindingContext context, string name, ExpressionSyntax syntax, out List<BoundStatement> statements, out int size)
    {
        statements = [];
        size = 0;
        var value = context.BindValue(syntax);
        if (value is BoundError)
        {
            return null;
        }

        if (LiteralOf(value) is not { } literal)
        {
            Diagnostics.Report(DialectsDiagnostics.FormatNotLiteral, syntax.Span, name);
            return null;
        }

        size = literal.Bytes.Length;
        if (Target.HasGlobalData)
        {
            return value;
        }

        var type = new ArrayType(IntegerType.Char, size);
        var copy = context.MakeLocal("__format", type, syntax.Span);
        statements.Add(new BoundLocal(copy, new BoundInitializer(type, [new InitializedPart(0, null, type, literal)], zeroFirst: false)));
        return new BoundConversion(ConversionKind.ArrayToPointer, Build.Place(copy), new PointerType(IntegerType.Char));
    }

    /// <summary>Holds a format against the values it prints.</summary>
    private void CheckFormat(CallExpression call, BoundExpression format, List<BoundExpression> values, int formatIndex)
    {
        var place = call.Arguments[formatIndex].Span;
        if (LiteralOf(format) is not { } literal || PrintFormat.Parse(StringLiterals.ToText(literal.Bytes)) is not { } parsed)
        {
            return;
        }

        if (parsed.Wrong is { } wrong)
        {
            Diagnostics.Report(DialectsDiagnostics.FormatSpecifier, place, wrong);
            return;
        }

        var (wanted, given) = (parsed.Conversions.Count, values.Count);
        if (wanted != given)
        {
            var have = wanted == 0 ? "no conversions" : wanted == 1 ? "1 conversion" : $"{wanted} conversions";
            Diagnostics.Report(DialectsDiagnostics.FormatArguments, place, have, given == 0 ? "no values are" : given == 1 ? "1 value is" : $"{given} values are");
        }

        for (var i = 0; i < Math.Min(wanted, given); i++)
        {
            var (text, argument) = parsed.Conversions[i];
            if (argument == PrintArgument.Text && values[i] is not BoundError && WrittenType(values[i]) is { Canonical: not PointerType } type && type.Type.Size < 8)
            {
                Diagnostics.Report(DialectsDiagnostics.FormatArgumentType, call.Arguments[formatIndex + 1 + i].Span, text, "the address of a string", type);
            }
        }
    }

    private static QualifiedType WrittenType(BoundExpression value) =>
        value is BoundConversion { Kind: ConversionKind.Integer or ConversionKind.NoOp, Operand: var operand } ? operand.Type : value.Type;

    private static BoundString? LiteralOf(BoundExpression value) => value switch
    {
        BoundString text => text,
        BoundConversion conversion => LiteralOf(conversion.Operand),
        _ => null,
    };

    private static List<BoundExpression> BindValues(IBindingContext context, CallExpression call, int from)
    {
        var values = new List<BoundExpression>();
        foreach (var argument in call.Arguments.Skip(from))
        {
            var value = context.BindValue(argument);
            values.Add(value.Type.Canonical is PointerType ? value : Build.ToInteger(value, IntegerType.UnsignedLong));
        }

        return values;
    }
}
