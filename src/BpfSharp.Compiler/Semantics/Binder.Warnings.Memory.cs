// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Addresses: those that are always true, those that dangle, and sizes that do not belong to them.
internal sealed partial class Binder
{
    /// <summary>What an address that cannot be null belongs to ("array 'buf'"); null for any other value.</summary>
    private static string? AlwaysTrue(BoundExpression value) => value switch
    {
        BoundConversion { Kind: ConversionKind.ArrayToPointer, Operand: BoundVariable { Variable.IsWeak: false } or BoundMember } decayed => $"array '{Describe(decayed.Operand)}'",
        BoundConversion { Kind: ConversionKind.FunctionToPointer, Operand: BoundFunction { Function: { IsWeak: false, IsKernelFunction: false } function } } => $"function '{function.Name}'",
        BoundAddressOf { Target: BoundVariable { Variable: { IsWeak: false, Storage: not VariableStorage.Extern } } or BoundMember } address => $"'{Describe(address.Target)}'",
        _ => null,
    };

    private static string Describe(BoundExpression place) => place switch
    {
        BoundVariable variable => variable.Variable.Name,
        BoundMember { Field.Name: "" } unnamed => Describe(unnamed.Target),
        BoundMember { Target: BoundDereference { Pointer: BoundLoad { Source: BoundVariable pointer } } } member => $"{pointer.Variable.Name}->{member.Field.Name}",
        BoundMember { Target: BoundVariable or BoundMember } member => $"{Describe(member.Target)}.{member.Field.Name}",
        BoundMember member => member.Field.Name,
        _ => "expression",
    };

    // Macros test whatever they are given.
    private void WarnIfAlwaysTrue(BoundExpression condition)
    {
        if (AlwaysTrue(condition) is { } what && !IsInMacro(condition.Span))
        {
            Report(AddressAlwaysTrue, condition.Span, what);
        }
    }

    /// <summary>The address of something that ends with the function.</summary>
    private void WarnIfDangling(BoundExpression value, SourceSpan span)
    {
        switch (LocalBehind(value))
        {
            case BoundVariable { Variable: { Storage: VariableStorage.Local or VariableStorage.Parameter } local } when local.Name.Length > 0:
                ReportDeclaredHere(StackAddressReturned, span, local.Name, local.Span, $"{(local.Storage == VariableStorage.Parameter ? "parameter" : "local variable")} '{local.Name}'");
                break;
            case BoundCompoundLiteral { Storage.Storage: VariableStorage.Local }:
                Report(StackAddressReturned, span, "a compound literal");
                break;
        }
    }

    /// <summary>The object an address was taken of; null for other pointers.</summary>
    private static BoundExpression? LocalBehind(BoundExpression value)
    {
        while (true)
        {
            switch (value)
            {
                case BoundConversion { Kind: ConversionKind.Pointer or ConversionKind.NoOp or ConversionKind.ArrayToPointer } conversion:
                    value = conversion.Operand;
                    break;
                case BoundAddressOf address:
                    value = address.Target;
                    break;
                case BoundPointerAdd { Pointer: var pointer }:
                    value = pointer;
                    break;
                case BoundMember { Target: var target }:
                    value = target;
                    break;
                case BoundDereference { Pointer: BoundPointerAdd or BoundConversion { Kind: ConversionKind.ArrayToPointer } } element:
                    value = element.Pointer;
                    break;
                default:
                    return value is BoundVariable or BoundCompoundLiteral ? value : null;
            }
        }
    }

    /// <summary>Checks a pointer argument and the size that goes with it: memset(p, 0, sizeof(p)) and sizes larger than the object.</summary>
    private void WarnAboutSize(string function, ExpressionSyntax pointerSyntax, BoundExpression pointer, ExpressionSyntax sizeSyntax, BoundExpression size)
    {
        pointer = WithoutPointerConversions(pointer);
        if (sizeSyntax is SizeofExpression { IsAlignof: false } question && pointer.Type.Canonical is PointerType { Pointee: var pointee } && !pointee.IsVoid()
            && IsSizeOfPointer(question, pointerSyntax, pointer.Type))
        {
            Report(SizeOfPointer, sizeSyntax.Span, function, pointee, pointer.Type);
            return;
        }

        if (folding.TryEvaluate(size, out var bytes) && ObjectSize(pointer) is { } room && bytes > room.Bytes && unreachable == 0)
        {
            ReportDeclaredHere(SizeTooLarge, sizeSyntax.Span, room.Name, room.Declared, function, bytes, room.Name, room.Bytes);
        }
    }

    private bool IsSizeOfPointer(SizeofExpression question, ExpressionSyntax pointer, QualifiedType type)
    {
        if (question.Operand is { } operand)
        {
            return AreSameTerm(operand, pointer) && BindUnevaluated(operand).Type.IsPointer()
                || (operand, pointer) is (UnaryExpression { Operator: UnaryOperator.AddressOf } a, UnaryExpression { Operator: UnaryOperator.AddressOf } b) && AreSameTerm(a.Operand, b.Operand);
        }

        return question.Type is { } name && BindTypeName(name) is { Canonical: PointerType } named && TypeRelations.AreCompatible(named.Type, type.Type);
    }

    /// <summary>The whole object a pointer argument names, and its size, when the program shows it.</summary>
    private static (long Bytes, string Name, SourceSpan Declared)? ObjectSize(BoundExpression pointer) => pointer switch
    {
        BoundAddressOf { Target: BoundVariable { Variable: { Map: null } variable } } when variable.Type.Type.IsComplete => (variable.Type.Type.Size, variable.Name, variable.Span),
        BoundConversion { Kind: ConversionKind.ArrayToPointer, Operand: BoundVariable { Variable: var variable } } when variable.Type.Type.IsComplete => (variable.Type.Type.Size, variable.Name, variable.Span),
        _ => null,
    };

    private static BoundExpression WithoutPointerConversions(BoundExpression value)
    {
        while (value is BoundConversion { Kind: ConversionKind.Pointer or ConversionKind.NoOp, Operand: var operand })
        {
            value = operand;
        }

        return value;
    }

    private void WarnAboutCast(BoundExpression value, QualifiedType type, SourceSpan span)
    {
        switch (value.Type.Canonical, type.Canonical)
        {
            case (PointerType pointer, IntegerType { IsBool: false, Size: < 8 } or EnumType { Size: < 8 }):
                Report(pointer.Pointee.IsVoid() ? VoidPointerToSmallInteger : PointerToSmallInteger, span, value.Type, type);
                break;
            case (IntegerType { Size: < 8, IsBool: false } or EnumType { Size: < 8 }, PointerType pointer) when !folding.TryEvaluate(value, out _):
                Report(pointer.Pointee.IsVoid() ? SmallIntegerToVoidPointer : SmallIntegerToPointer, span, value.Type, type);
                break;
        }
    }
}
