// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Syntax;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Dialects;

// clang's CO-RE builtins: answered for the one kernel compiled for, or left to the loader. Arguments look like *(typeof(T) *)0 and p->a.b.
internal abstract partial class KernelDialect
{
    // The builtins' second arguments, in clang's order.
    private static readonly CoreRelocationKind[] FieldQuestions =
    [
        CoreRelocationKind.FieldByteOffset, CoreRelocationKind.FieldByteSize, CoreRelocationKind.FieldExists, CoreRelocationKind.FieldSigned,
        CoreRelocationKind.FieldLeftShift, CoreRelocationKind.FieldRightShift,
    ];
    private static readonly CoreRelocationKind[] TypeQuestions = [CoreRelocationKind.TypeExists, CoreRelocationKind.TypeSize, CoreRelocationKind.TypeMatches];
    private static readonly CoreRelocationKind[] EnumeratorQuestions = [CoreRelocationKind.EnumeratorExists, CoreRelocationKind.EnumeratorValue];
    private static readonly CoreRelocationKind[] IdQuestions = [CoreRelocationKind.LocalTypeId, CoreRelocationKind.TargetTypeId];
    private readonly ConstantEvaluator constants = new(null);

    private BoundExpression? BindTypeQuestion(IBindingContext context, string name, CallExpression call)
    {
        if (call.Arguments.Count == 1 && name == "__builtin_preserve_access_index")
        {
            var expression = context.BindExpression(call.Arguments[0]);
            BoundTree.Visit(expression, static node =>
            {
                if (node is BoundMember member)
                {
                    member.IsPreserved = true;
                }
            });
            return expression;
        }

        if (call.Arguments.Count != 2 || !context.TryEvaluate(context.BindValue(call.Arguments[1]), out var number) || number < 0 || number > int.MaxValue)
        {
            return null;
        }

        var which = (int)number;
        return name switch
        {
            "__builtin_preserve_field_info" when which < FieldQuestions.Length => FieldInfo(context.BindExpression(call.Arguments[0]), FieldQuestions[which]),
            "__builtin_preserve_type_info" when which < TypeQuestions.Length => TypeInfo(context.BindExpression(call.Arguments[0]).Type, TypeQuestions[which]),
            "__builtin_preserve_enum_value" when which < EnumeratorQuestions.Length => EnumeratorInfo(context, call.Arguments[0], EnumeratorQuestions[which]),
            "__builtin_btf_type_id" when which < IdQuestions.Length => TypeId(context.BindExpression(call.Arguments[0]).Type, IdQuestions[which]),
            _ => null,
        };
    }

    private BoundExpression FieldInfo(BoundExpression expression, CoreRelocationKind kind)
    {
        if (expression is BoundError)
        {
            return expression;
        }

        if (CorePath.Of(expression, constants) is not { } path)
        {
            return Build.Constant(0, IntegerType.UnsignedInt);
        }

        if (RecordsRelocations)
        {
            return new BoundCoreValue(kind, path.Root, path.Text, path.Local().Answer(kind), IntegerType.UnsignedInt) { Span = expression.Span };
        }

        return Build.Constant(path.InKernel(Types)?.Answer(kind) ?? 0, IntegerType.UnsignedInt);
    }

    // "Matches" is taken as "exists" here.
    private BoundExpression TypeInfo(QualifiedType type, CoreRelocationKind kind)
    {
        var size = kind == CoreRelocationKind.TypeSize;
        if (RecordsRelocations)
        {
            return new BoundCoreValue(kind, type.Type, "0", size ? type.Type.Size : 1, IntegerType.UnsignedInt);
        }

        var kernel = KernelVersionOf(type);
        return Build.Constant(size ? kernel?.Size ?? 0 : kernel is null ? 0 : 1, IntegerType.UnsignedInt);
    }

    private BoundExpression TypeId(QualifiedType type, CoreRelocationKind kind) => RecordsRelocations
        ? new BoundCoreValue(kind, type.Type, "0", 0, IntegerType.UnsignedInt)
        : Build.Constant(KernelTypeId(type), IntegerType.UnsignedInt);

    private CType? KernelVersionOf(QualifiedType type) => type.Type switch
    {
        TypedefType typedef => Types.FindTypedef(KernelTypes.WithoutFlavor(typedef.Name))?.Type,
        RecordType record => Types.FindKernelRecord(record),
        EnumType { Tag: { } tag } => Types.FindEnum(KernelTypes.WithoutFlavor(tag)),
        IntegerType integer => integer,
        _ => null,
    };

    private uint KernelTypeId(QualifiedType type) => KernelVersionOf(type)?.Canonical switch
    {
        RecordType record => record.KernelTypeId,
        EnumType enumeration => enumeration.KernelTypeId,
        _ => 0,
    };

    // The enumerator's name is only in the syntax: *(typeof(enum e) *)NAME.
    private BoundExpression? EnumeratorInfo(IBindingContext context, ExpressionSyntax syntax, CoreRelocationKind kind)
    {
        if (syntax is not UnaryExpression { Operator: UnaryOperator.Dereference, Operand: CastExpression { Operand: IdentifierExpression { Name: var name } } })
        {
            return null;
        }

        if (!RecordsRelocations)
        {
            var enumerator = Types.FindSymbol(KernelTypes.WithoutFlavor(name)) as EnumeratorSymbol;
            return Build.Constant(kind == CoreRelocationKind.EnumeratorExists ? (enumerator is null ? 0 : 1) : enumerator?.Value ?? 0, IntegerType.UnsignedLong);
        }

        var type = context.BindExpression(syntax).Type;
        var all = (type.Canonical as EnumType)?.Enumerators ?? [];
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Name == name)
            {
                var value = kind == CoreRelocationKind.EnumeratorExists ? 1 : all[i].Value;
                return new BoundCoreValue(kind, type.Type, i.ToString(System.Globalization.CultureInfo.InvariantCulture), value, IntegerType.UnsignedLong) { Span = syntax.Span };
            }
        }

        return Build.Constant(0, IntegerType.UnsignedLong);
    }
}
