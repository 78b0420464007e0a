// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

/// <remarks>A packed field's bits may be in any number of bytes up to nine: such units are read and written in pieces, and no byte beyond them is touched.</remarks>
internal sealed partial class FunctionLowering
{
    private const int Word = 8;

    // A packed field of a long may be in few bytes: its sign still extends to all of the long.
    private static IrType UnitType(FieldSymbol field) => field.UnitWidth > 4 || field.Type.Type.Size > 4 ? IrType.I64 : IrType.I32;

    private static long Mask(int bits) => bits >= 64 ? -1 : (1L << bits) - 1;

    /// <param name="record">Address of the record the field is in.</param>
    private Value LoadBitField(Value record, FieldSymbol field, bool isVolatile)
    {
        var address = builder.Offset(record, field.Offset);
        var unit = LoadUnit(address, field, isVolatile);
        if (field.UnitWidth <= Word)
        {
            return Resize(Extract(unit, field.BitOffset, field), ValueType(field.Type));
        }

        var last = builder.Load(builder.Offset(address, Word), IrType.I64, 1, false, 1, isVolatile);
        var bits = builder.Arithmetic(OpCode.Or, ShiftBy(OpCode.LShr, unit, field.BitOffset), ShiftBy(OpCode.Shl, last, 64 - field.BitOffset));
        return Resize(Extract(bits, 0, field), ValueType(field.Type));
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
        var address = builder.Offset(record, field.Offset);
        var wide = Resize(value, UnitType(field));
        if (field.BitWidth == field.UnitWidth * 8 && BitOperations.IsPow2(field.UnitWidth))
        {
            builder.Store(address, wide, field.UnitWidth, 1, isVolatile);
            return value;
        }

        StoreUnit(address, Merge(LoadUnit(address, field, isVolatile), wide, field.BitOffset, field.BitWidth), Math.Min(field.UnitWidth, Word), isVolatile);
        if (field.UnitWidth > Word)
        {
            var last = builder.Offset(address, Word);
            var old = builder.Load(last, IrType.I64, 1, false, 1, isVolatile);
            builder.Store(last, Merge(old, ShiftBy(OpCode.LShr, wide, 64 - field.BitOffset), 0, field.BitOffset + field.BitWidth - 64), 1, 1, isVolatile);
        }

        return Resize(Extract(wide, 0, field), ValueType(field.Type));
    }

    /// <summary>A unit with other bits from <paramref name="bitOffset"/> on, as many as there are up to its end.</summary>
    private Operation Merge(Value unit, Value value, int bitOffset, int bitWidth)
    {
        var mask = Mask(bitWidth);
        var others = builder.Arithmetic(OpCode.And, unit, ~(mask << bitOffset));
        return builder.Arithmetic(OpCode.Or, others, ShiftBy(OpCode.Shl, builder.Arithmetic(OpCode.And, value, mask), bitOffset));
    }

    /// <summary>The first eight bytes of a unit at most.</summary>
    private Value LoadUnit(Value address, FieldSymbol field, bool isVolatile)
    {
        var type = UnitType(field);
        Value? whole = null;
        foreach (var (at, width) in Pieces(Math.Min(field.UnitWidth, Word)))
        {
            var piece = ShiftBy(OpCode.Shl, builder.Load(builder.Offset(address, at), type, width, false, 1, isVolatile), at * 8);
            whole = whole is null ? piece : builder.Arithmetic(OpCode.Or, whole, piece);
        }

        return whole!;
    }

    private void StoreUnit(Value address, Value unit, int bytes, bool isVolatile)
    {
        foreach (var (at, width) in Pieces(bytes))
        {
            builder.Store(builder.Offset(address, at), ShiftBy(OpCode.LShr, unit, at * 8), width, 1, isVolatile);
        }
    }

    /// <summary>The accesses that cover so many bytes, the widest first.</summary>
    private static IEnumerable<(int Offset, int Width)> Pieces(int bytes)
    {
        for (var at = 0; at < bytes;)
        {
            var width = 1 << BitOperations.Log2((uint)(bytes - at));
            yield return (at, width);
            at += width;
        }
    }
}
