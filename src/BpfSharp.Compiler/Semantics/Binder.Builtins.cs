// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class Binder
{
    private BoundExpression BindBuiltin(BuiltinSignature signature, string name, CallExpression syntax)
    {
        var arguments = new List<BoundExpression>(syntax.Arguments.Count);
        foreach (var argument in syntax.Arguments)
        {
            arguments.Add(signature.Form == BuiltinForm.PassThrough ? BindExpression(argument) : BindValue(argument));
        }

        var wanted = signature.Parameters.Count;
        if (arguments.Count < wanted)
        {
            return Error(TooFewArguments, syntax.Span, name, wanted, arguments.Count);
        }

        if (arguments.Exists(static a => a is BoundError))
        {
            return Silent(syntax.Span);
        }

        WarnAboutMemoryFunction(signature, name, arguments, syntax);
        return BindBuiltin(signature, name, arguments, syntax.Span);
    }

    private BoundExpression BindBuiltin(BuiltinSignature signature, string name, List<BoundExpression> arguments, SourceSpan span)
    {
        switch (signature.Form)
        {
            case BuiltinForm.Fixed:
                return BindFixed(signature, arguments, span);
            case BuiltinForm.ConstantP:
                return BindConstantP(arguments[0], span);
            case BuiltinForm.PassThrough:
                return arguments[0];
            case BuiltinForm.Hint:
                return new BoundConversion(ConversionKind.ToVoid, new BoundConstant(0, IntegerType.Int) { Span = span }, VoidType.Instance) { Span = span };
            case BuiltinForm.ObjectSize:
                var minimum = folding.TryEvaluate(arguments[1], out var kind) && (kind & 2) != 0;
                return new BoundConstant(minimum ? 0 : ulong.MaxValue, IntegerType.UnsignedLong) { Span = span };
            case BuiltinForm.Overflow:
                return BindOverflow(signature, name, arguments, span);
            default:
                return BindAtomic(signature, name, arguments, span);
        }
    }

    private BoundBuiltin BindFixed(BuiltinSignature signature, List<BoundExpression> arguments, SourceSpan span)
    {
        var converted = new BoundExpression[signature.Parameters.Count];
        for (var i = 0; i < converted.Length; i++)
        {
            // Builtins take pointers of either address space.
            var argument = IsIntoOtherSpace(arguments[i].Type, signature.Parameters[i]) ? MakeConversion(arguments[i], signature.Parameters[i]) : arguments[i];
            converted[i] = ConvertImplicitly(argument, signature.Parameters[i], "passing");
        }

        return new BoundBuiltin(signature.Builtin, converted, signature.Result) { Span = span };
    }

    private BoundExpression BindConstantP(BoundExpression argument, SourceSpan span)
    {
        if (folding.TryEvaluate(argument, out _) || argument is BoundConversion { Kind: ConversionKind.ArrayToPointer, Operand: BoundString })
        {
            return new BoundConstant(1, IntegerType.Int) { Span = span };
        }

        // Optimisation may still make it a constant.
        return new BoundBuiltin(Builtin.ConstantP, [argument], IntegerType.Int) { Span = span };
    }

    private BoundExpression BindOverflow(BuiltinSignature signature, string name, List<BoundExpression> arguments, SourceSpan span)
    {
        if (!arguments[0].Type.IsInteger() || !arguments[1].Type.IsInteger()
            || arguments[2].Type.Canonical is not PointerType { Pointee.Canonical: IntegerType { IsBool: false } })
        {
            return Error(OverflowNeedsIntegers, span, name);
        }

        return new BoundBuiltin(signature.Builtin, [Promote(arguments[0]), Promote(arguments[1]), arguments[2]], IntegerType.Bool) { Span = span };
    }

    private BoundExpression BindAtomic(BuiltinSignature signature, string name, List<BoundExpression> arguments, SourceSpan span)
    {
        var pointer = arguments[0];
        if (pointer.Type.Canonical is not PointerType { Pointee: var pointee } || !pointee.IsScalar())
        {
            return Error(AtomicNeedsPointer, pointer.Span, name, pointer.Type);
        }

        QualifiedType value = pointee.Type.Unqualified;
        switch (signature.Form)
        {
            case BuiltinForm.AtomicLoad:
                return new BoundBuiltin(IsRelaxed(arguments[1]) ? signature.Builtin : Builtin.AtomicLoadAcquire, [pointer], value) { Span = span };
            case BuiltinForm.AtomicStore:
                var store = IsRelaxed(arguments[2]) ? signature.Builtin : Builtin.AtomicStoreRelease;
                return new BoundBuiltin(store, [pointer, ConvertImplicitly(arguments[1], value, "passing")], VoidType.Instance) { Span = span };
            case BuiltinForm.LockRelease:
                var zero = MakeConversion(new BoundConstant(0, IntegerType.Int) { Span = span }, value);
                return new BoundBuiltin(signature.Builtin, [pointer, zero], VoidType.Instance) { Span = span };
            case BuiltinForm.AtomicUpdate:
                return new BoundBuiltin(signature.Builtin, [pointer, ConvertImplicitly(arguments[1], value, "passing")], value) { Span = span };
            case BuiltinForm.CompareExchange:
                return BindCompareExchange(pointer, arguments[1], ConvertImplicitly(arguments[2], value, "passing"), value, span);
            default:
                var result = signature.Builtin == Builtin.CompareAndSwapBool ? IntegerType.Bool : value;
                var (old, replacement) = (ConvertImplicitly(arguments[1], value, "passing"), ConvertImplicitly(arguments[2], value, "passing"));
                return new BoundBuiltin(signature.Builtin, [pointer, old, replacement], result) { Span = span };
        }
    }

    // __ATOMIC_RELAXED is 0; an order that varies is taken for the strictest there is.
    private bool IsRelaxed(BoundExpression order) => folding.TryEvaluate(order, out var number) && number == 0;

    // ({ T *e = expected; T old = *e; T seen = cas(p, old, desired); seen == old ? 1 : (*e = seen, 0); })
    private BoundExpression BindCompareExchange(BoundExpression pointer, BoundExpression expected, BoundExpression desired, QualifiedType type, SourceSpan span)
    {
        if (function is null)
        {
            return Error(StatementExpressionOutside, span);
        }

        QualifiedType pointerType = new PointerType(type);
        expected = IsIntoOtherSpace(expected.Type, pointerType) ? MakeConversion(expected, pointerType) : expected;
        var place = MakeLocal("expected", pointerType, span);
        var old = MakeLocal("old", type, span);
        var seen = MakeLocal("seen", type, span);
        var target = new BoundDereference(Read(place), type) { Span = span };
        var swap = new BoundBuiltin(Builtin.CompareAndSwapValue, [pointer, Read(old), desired], type) { Span = span };
        var body = new BoundBlock(
        [
            Local(place, ConvertImplicitly(expected, pointerType, "passing")),
            Local(old, new BoundLoad(target) { Span = span }),
            Local(seen, swap),
        ]) { Span = span };
        var one = new BoundConstant(1, IntegerType.Int) { Span = span };
        var failed = new BoundComma(new BoundAssignment(target, Read(seen)) { Span = span }, new BoundConstant(0, IntegerType.Int) { Span = span }) { Span = span };
        var equal = new BoundBinary(BoundBinaryOperator.Equal, Read(seen), Read(old), IntegerType.Int) { Span = span };
        var result = MakeConversion(new BoundConditional(equal, one, failed, IntegerType.Int) { Span = span }, IntegerType.Bool);
        return new BoundStatementExpression(body, result, IntegerType.Bool) { Span = span };

        BoundLoad Read(VariableSymbol variable) => new(new BoundVariable(variable) { Span = span }) { Span = span };

        BoundLocal Local(VariableSymbol variable, BoundExpression value) =>
            new(variable, new BoundInitializer(variable.Type, [new InitializedPart(0, null, variable.Type, value)], false) { Span = span }) { Span = span };
    }
}
