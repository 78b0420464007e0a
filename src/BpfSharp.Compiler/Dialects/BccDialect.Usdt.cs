// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Dialects;

// Arguments of user-level static probes. Where they are is said by the traced executable, so the caller of the compiler tells.
internal sealed partial class BccDialect
{
    private const int ProbeReadUser = 112;

    /// <summary>Argument strings of the probes that functions are attached to, by function.</summary>
    public IReadOnlyDictionary<string, string> UsdtArguments { get; init; } = new Dictionary<string, string>();

    // ({ *target = argument; 0; }), or ({ *target = 0; -1; }) where the probe is not known.
    private BoundExpression BindUsdtRead(IBindingContext context, CallExpression call)
    {
        if (!TryUsdtArguments(context, call, "bpf_usdt_readarg", out var number, out var registers)
            || context.BindValue(call.Arguments[2]) is not { Type.Canonical: PointerType { Pointee: var type } } target)
        {
            return Failed(context, call);
        }

        List<BoundStatement> statements = [];
        var word = UsdtWord(context, call, number, registers, statements);
        if (Build.FromWord(word ?? Build.Constant(0, IntegerType.UnsignedLong), type) is not { } value)
        {
            Diagnostics.Report(DialectsDiagnostics.UsdtArguments, call.Arguments[2].Span, "bpf_usdt_readarg", $"it reads no '{type}'");
            return new BoundError(IntegerType.Int) { Span = call.Span };
        }

        statements.Add(new BoundExpressionStatement(new BoundAssignment(Build.Dereference(target), value)));
        return Build.Sequence(call.Span, Build.Constant(word is null ? -1 : 0, IntegerType.Int), statements);
    }

    // ({ u64 p = argument; bpf_probe_read_user(buffer, size, p); })
    private BoundExpression BindUsdtReadPointer(IBindingContext context, CallExpression call)
    {
        if (!TryUsdtArguments(context, call, "bpf_usdt_readarg_p", out var number, out var registers))
        {
            return Failed(context, call);
        }

        List<BoundStatement> statements = [];
        var buffer = context.Convert(context.BindValue(call.Arguments[2]), Build.VoidPointer);
        var size = context.Convert(context.BindValue(call.Arguments[3]), IntegerType.UnsignedInt);
        if (UsdtWord(context, call, number, registers, statements) is not { } address)
        {
            return Build.Constant(-1, IntegerType.Int);
        }

        return Build.Sequence(call.Span, ReadUser(buffer, size, address), statements);
    }

    private bool TryUsdtArguments(IBindingContext context, CallExpression call, string name, out long number, out BoundExpression registers)
    {
        number = 0;
        registers = context.BindValue(call.Arguments[1]);
        if (!context.TryEvaluate(context.BindValue(call.Arguments[0]), out var index) || index < 1)
        {
            Diagnostics.Report(DialectsDiagnostics.UsdtArguments, call.Arguments[0].Span, name, "arguments are counted from 1");
            return false;
        }

        if (registers.Type.Canonical is not PointerType || Types.FindRecord(false, "pt_regs") is not { } record)
        {
            Diagnostics.Report(DialectsDiagnostics.UsdtArguments, call.Arguments[1].Span, name, "this is not the context of a probe");
            return false;
        }

        number = (long)index;
        registers = new BoundConversion(ConversionKind.Pointer, registers, new PointerType(record)) { Span = registers.Span };
        return true;
    }

    /// <summary>The argument as a 64-bit number, extended as the probe says; null when nothing is known of the probe.</summary>
    private BoundExpression? UsdtWord(IBindingContext context, CallExpression call, long number, BoundExpression registers, List<BoundStatement> statements)
    {
        var function = context.CurrentFunction?.Name ?? "";
        if (!UsdtArguments.TryGetValue(function, out var text))
        {
            return null;
        }

        if (UsdtOperand.Find(text, number) is not { } operand)
        {
            Diagnostics.Report(DialectsDiagnostics.UsdtOperand, call.Span, function, number, text);
            return null;
        }

        var word = IntegerType.UnsignedLong;
        var type = TypeOf(operand);
        BoundExpression value = Build.Constant(operand.Constant, word);
        if (operand.Base is { } name)
        {
            value = Register(registers, name);
            value = operand is { IsMemory: true, Constant: not 0 } ? new BoundBinary(BoundBinaryOperator.Add, value, Build.Constant(operand.Constant, word), word) : value;
        }

        if (operand.Index is { } index)
        {
            var scaled = new BoundBinary(BoundBinaryOperator.Multiply, Register(registers, index), Build.Constant(operand.Scale, word), word);
            value = new BoundBinary(BoundBinaryOperator.Add, value, scaled, word);
        }

        if (operand.IsMemory)
        {
            var read = context.MakeLocal("__argument", type, call.Span);
            statements.Add(Build.Declare(read, Build.Constant(0, type)));
            statements.Add(Build.Do(ReadUser(Build.AsVoidPointer(Build.AddressOf(read)), Build.Constant(operand.Size, IntegerType.UnsignedInt), value)));
            value = Build.Load(read);
        }

        return Build.ToInteger(Build.ToInteger(value, type), word);
    }

    private BoundHelperCall ReadUser(BoundExpression buffer, BoundExpression size, BoundExpression address) =>
        Call(Target.HasProbeReadKernel ? ProbeReadUser : 4, buffer, size, new BoundConversion(ConversionKind.IntegerToPointer, address, Build.VoidPointer));

    private static BoundExpression Register(BoundExpression registers, string name)
    {
        var record = (RecordType)((PointerType)registers.Type.Canonical).Pointee.Canonical;
        return KernelTypes.FindField(record, name) is { } field
            ? Build.ToInteger(new BoundLoad(new BoundMember(Build.Dereference(registers), field.Field, field.Field.Type)), IntegerType.UnsignedLong)
            : Build.Constant(0, IntegerType.UnsignedLong);
    }

    private static IntegerType TypeOf(UsdtOperand operand) => (operand.Size, operand.IsSigned) switch
    {
        (1, true) => IntegerType.SignedChar,
        (1, false) => IntegerType.UnsignedChar,
        (2, true) => IntegerType.Short,
        (2, false) => IntegerType.UnsignedShort,
        (4, true) => IntegerType.Int,
        (4, false) => IntegerType.UnsignedInt,
        (_, true) => IntegerType.Long,
        _ => IntegerType.UnsignedLong,
    };
}
