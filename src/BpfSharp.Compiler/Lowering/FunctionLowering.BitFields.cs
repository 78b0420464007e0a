// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    private static IrType UnitType(FieldSymbol field) => field.UnitWidth == 8 ? IrType.I64 : IrType.I32;

    private static long Mask(int bits) => bits >= 64 ? -1 : (1L << bits) - 1;

    /// <param name="record">Address of the record the field is in.</param>
    private Value LoadBitField(Value record, FieldSymbol field, bool isVolatile)
    {
        var unit = builder.Load(builder.Offset(record, field.Offset), UnitType(field), field.UnitWidth, false, 1, isVolatile);
        return Resize(Extract(unit, field.BitOffset, field), ValueType(field.Type));
    }

    /// <summary>The field's bits of a unit, extended by the field's sign.</summary>
    private Value Extract(Value unit, int bitOffset, FieldSymbol field)
    {
        var bits = unit.Type.Bits;
        if (LoweredTypes.Integer(field.Type.Type).IsSigned)
        {
            var high = ShiftBy(OpCode.Shl, unit, bits - bitOffset - field.BitWidth);
            return ShiftBy(OpCode.AShr, high, bits - field.BitWidth);
        }

        var low = ShiftBy(OpCode.LShr, unit, bitOffset);
        return field.BitWidth == bits ? low : builder.Arithmetic(OpCode.And, low, Mask(field.BitWidth));
    }

    private Value ShiftBy(OpCode code, Value value, int amount) => amount == 0 ? value : builder.Arithmetic(code, value, amount);

    /// <summary>Writes the field's bits and leaves its neighbours alone; gives the value as a later read would.</summary>
    private Value StoreBitField(Value record, FieldSymbol field, Value value, bool isVolatile)
    {
        var width = field.UnitWidth;
        var address = builder.Offset(record, field.Offset);
        var wide = Resize(value, UnitType(field));
        if (field.BitWidth == width * 8)
        {
            builder.Store(address, wide, width, 1, isVolatile);
            return value;
        }

        var mask = Mask(field.BitWidth);
        var unit = builder.Load(address, wide.Type, width, false, 1, isVolatile);
        var others = builder.Arithmetic(OpCode.And, unit, ~(mask << field.BitOffset));
        var mine = ShiftBy(OpCode.Shl, builder.Arithmetic(OpCode.And, wide, mask), field.BitOffset);
        builder.Store(address, builder.Arithmetic(OpCode.Or, others, mine), width, 1, isVolatile);
        return Resize(Extract(wide, 0, field), ValueType(field.Type));
    }
}
