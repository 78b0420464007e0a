// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Syntax;
using BpfSharp.Objects.Usdt;

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
        var argument = ReadUsdtArgument(context, call, number, registers, statements);
        if (Build.FromWord(argument?.Word ?? Build.Constant(0, IntegerType.UnsignedLong), type) is not { } value)
        {
            Diagnostics.Report(DialectsDiagnostics.UsdtArguments, call.Arguments[2].Span, "bpf_usdt_readarg", $"it reads no '{type}'");
            return new BoundError(IntegerType.Int) { Span = call.Span };
        }

        statements.Add(new BoundExpressionStatement(new BoundAssignment(Build.Dereference(target), value)));
        return Build.Sequence(call.Span, argument?.Status ?? Build.Constant(-1, IntegerType.Int), statements);
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
        if (ReadUsdtArgument(context, call, number, registers, statements) is not { } argument)
        {
            return Build.Constant(-1, IntegerType.Int);
        }

        return Build.Sequence(call.Span, ReadUser(buffer, size, argument.Word), statements);
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

    /// <param name="Word">As a 64-bit number, extended as the probe says.</param>
    /// <param name="Status">0, or -1 where the probe was hit at a place the caller did not list.</param>
    private readonly record struct UsdtArgument(BoundExpression Word, BoundExpression Status);

    /// <summary>Null when nothing is known of the probe, or what is told makes no sense.</summary>
    private UsdtArgument? ReadUsdtArgument(IBindingContext context, CallExpression call, long number, BoundExpression registers, List<BoundStatement> statements)
    {
        var function = context.CurrentFunction?.Name ?? "";
        if (!UsdtArguments.TryGetValue(function, out var text))
        {
            return null;
        }

        if (UsdtProbe.Parse(text) is not { } probe)
        {
            Diagnostics.Report(DialectsDiagnostics.UsdtOperand, call.Span, function, number, text);
            return null;
        }

        if (probe.Locations.Count == 1)
        {
            return UsdtWord(context, call, number, registers, probe, probe.Locations[0], statements) is { } word ? new UsdtArgument(word, Build.Constant(0, IntegerType.Int)) : null;
        }

        return ReadByPlace(context, call, number, registers, probe, statements);
    }

    // u64 word = 0; int status = -1; u64 place = ip & mask; if (place == first) { word = …; status = 0; } else if (place == second) …
    private UsdtArgument? ReadByPlace(IBindingContext context, CallExpression call, long number, BoundExpression registers, UsdtProbe probe, List<BoundStatement> statements)
    {
        var type = IntegerType.UnsignedLong;
        var word = context.MakeLocal("__word", type, call.Span);
        var status = context.MakeLocal("__status", IntegerType.Int, call.Span);
        var place = context.MakeLocal("__place", type, call.Span);
        statements.Add(Build.Declare(word, Build.Constant(0, type)));
        statements.Add(Build.Declare(status, Build.Constant(-1, IntegerType.Int)));
        statements.Add(Build.Declare(place, new BoundBinary(BoundBinaryOperator.And, Register(registers, InstructionPointer), Build.Constant((ulong)probe.AddressMask, type), type)));
        BoundStatement? chain = null;
        foreach (var location in probe.Locations.Reverse())
        {
            List<BoundStatement> branch = [];
            if (UsdtWord(context, call, number, registers, probe, location, branch) is not { } value)
            {
                return null;
            }

            branch.Add(Build.Assign(word, value));
            branch.Add(Build.Assign(status, Build.Constant(0, IntegerType.Int)));
            var here = Build.Constant((ulong)(location.Address!.Value & probe.AddressMask), type);
            chain = new BoundIf(new BoundBinary(BoundBinaryOperator.Equal, Build.Load(place), here, IntegerType.Int), new BoundBlock(branch), chain);
        }

        statements.Add(chain!);
        return new UsdtArgument(Build.Load(word), Build.Load(status));
    }

    private BoundExpression? UsdtWord(IBindingContext context, CallExpression call, long number, BoundExpression registers, UsdtProbe probe, UsdtProbe.Location location, List<BoundStatement> statements)
    {
        var operand = UsdtOperand.Find(location.Operands, number, Types.HasArm64Registers);
        if (operand is null || UsdtAddress(operand, registers, probe, location) is not { } value)
        {
            Diagnostics.Report(DialectsDiagnostics.UsdtOperand, call.Span, context.CurrentFunction?.Name ?? "", number, location.Operands);
            return null;
        }

        var type = TypeOf(operand);
        if (operand.IsMemory)
        {
            var read = context.MakeLocal("__argument", type, call.Span);
            statements.Add(Build.Declare(read, Build.Constant(0, type)));
            statements.Add(Build.Do(ReadUser(Build.AsVoidPointer(Build.AddressOf(read)), Build.Constant(operand.Size, IntegerType.UnsignedInt), value)));
            value = Build.Load(read);
        }

        return Build.ToInteger(Build.ToInteger(value, type), IntegerType.UnsignedLong);
    }

    /// <summary>The operand's value, or for memory its address; null when it is relative to a symbol whose place is not known.</summary>
    private BoundExpression? UsdtAddress(UsdtOperand operand, BoundExpression registers, UsdtProbe probe, UsdtProbe.Location location)
    {
        var word = IntegerType.UnsignedLong;
        if (operand.Symbol is { } symbol)
        {
            return probe.Distance(location, symbol) is { } distance
                ? new BoundBinary(BoundBinaryOperator.Add, Register(registers, InstructionPointer), Build.Constant((ulong)(distance + operand.Constant), word), word)
                : null;
        }

        if (operand.Base is not { } name)
        {
            return Build.Constant((ulong)operand.Constant, word);
        }

        var value = Register(registers, name);
        if (operand is { IsMemory: true, Constant: not 0 })
        {
            value = new BoundBinary(BoundBinaryOperator.Add, value, Build.Constant((ulong)operand.Constant, word), word);
        }

        return operand.Index is { } index
            ? new BoundBinary(BoundBinaryOperator.Add, value, new BoundBinary(BoundBinaryOperator.Multiply, Register(registers, index), Build.Constant(operand.Scale, word), word), word)
            : value;
    }

    private string InstructionPointer => Types.HasArm64Registers ? "pc" : "ip";

    private BoundHelperCall ReadUser(BoundExpression buffer, BoundExpression size, BoundExpression address) =>
        Call(Target.HasProbeReadKernel ? ProbeReadUser : 4, buffer, size, new BoundConversion(ConversionKind.IntegerToPointer, address, Build.VoidPointer));

    // "regs.5" is an element of an array.
    private static BoundExpression Register(BoundExpression registers, string name)
    {
        var record = (RecordType)((PointerType)registers.Type.Canonical).Pointee.Canonical;
        var parts = name.Split('.');
        if (KernelTypes.FindField(record, parts[0]) is not { } field)
        {
            return Build.Constant(0, IntegerType.UnsignedLong);
        }

        BoundExpression place = new BoundMember(Build.Dereference(registers), field.Field, field.Field.Type);
        if (parts.Length > 1 && field.Field.Type.Canonical is ArrayType array)
        {
            var first = new BoundConversion(ConversionKind.ArrayToPointer, place, new PointerType(array.Element));
            var index = Build.Constant(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), IntegerType.Int);
            place = Build.Dereference(new BoundPointerAdd(first, index, array.Element.Type.Size, isSubtraction: false));
        }

        return Build.ToInteger(new BoundLoad(place), IntegerType.UnsignedLong);
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
