// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Lowering;

// Places inside kernel records.
internal sealed partial class FunctionLowering
{
    private Operation LowerCoreValue(BoundCoreValue value) =>
        CoreValue(new CoreReference(value.Kind, value.Root.ToString()!, value.Path, value.Value, value.Root), ValueType(value.Type));

    private Operation CoreValue(CoreReference reference, IrType type) => builder.Add(new Operation(OpCode.CoreValue, type) { Symbol = reference });

    /// <summary>The address of a place whose offset is the kernel's affair; null for all others.</summary>
    private Value? CoreAddress(BoundExpression place)
    {
        if (context.Core.PathTo(place) is not { } path)
        {
            return null;
        }

        return context.Core.Records ? RelocatedAddress(path) : builder.Offset(Reach(path.Pointer), context.Core.Settle(path).Offset);
    }

    private Operation RelocatedAddress(CorePath path)
    {
        var pointer = Reach(path.Pointer);
        return builder.Make(OpCode.PointerAdd, pointer.Type, pointer, CoreValue(CoreAccess.Reference(path, CoreRelocationKind.FieldByteOffset), IrType.I64));
    }

    /// <summary>A bit-field of a kernel record: which bits of which bytes is the kernel's affair too. Null for other records' fields.</summary>
    private Value? LoadCoreBitField(BoundMember member)
    {
        if (context.Core.PathTo(member) is not { } path)
        {
            return null;
        }

        var isVolatile = LoweredTypes.IsVolatile(member.Type);
        if (!context.Core.Records)
        {
            var (field, type, offset) = context.Core.Settle(path);
            var record = builder.Offset(Reach(path.Pointer), offset - (field?.Offset ?? 0));
            return field is { IsBitField: true }
                ? Resize(LoadBitField(record, field, isVolatile), ValueType(member.Type))
                : Convert(LoadScalar(builder.Offset(record, field?.Offset ?? 0), type.Type, 1, isVolatile), type.Type, member.Type.Type);
        }

        var width = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)member.Field.UnitWidth);
        Value unit = builder.Load(RelocatedAddress(path), width == 8 ? IrType.I64 : IrType.I32, width, false, 1, isVolatile);
        unit = unit.Type.Kind == IrKind.I32 ? builder.Make(OpCode.ZeroExtend, IrType.I64, unit) : unit;
        var high = builder.Arithmetic(OpCode.Shl, unit, CoreValue(CoreAccess.Reference(path, CoreRelocationKind.FieldLeftShift), IrType.I64));
        var shift = LoweredTypes.Integer(member.Field.Type.Type).IsSigned ? OpCode.AShr : OpCode.LShr;
        return Resize(builder.Arithmetic(shift, high, CoreValue(CoreAccess.Reference(path, CoreRelocationKind.FieldRightShift), IrType.I64)), ValueType(member.Type));
    }
}
