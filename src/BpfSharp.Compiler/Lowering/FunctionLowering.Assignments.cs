// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    /// <summary>An lvalue whose address is known: of the record, for bit-fields.</summary>
    private readonly record struct Place(Value Address, FieldSymbol? BitField, CType Type, int Align, bool IsVolatile, PacketField? Packet = null);

    private Place PlaceOf(BoundExpression target) => PacketFieldOf(target) is { } packet
        ? new Place(Constant.Int64(0), null, target.Type.Type, 1, false, packet)
        : target is BoundMember { Field.IsBitField: true } m
        ? new Place(Address(m.Target), m.Field, m.Type.Type, 1, m.Type.IsVolatile)
        : new Place(Address(target), null, target.Type.Type, AlignOf(target), target.Type.IsVolatile);

    private Value Read(Place place) => place.Packet is { } packet ? LoadPacketField(packet, place.Type)
        : place.BitField is { } field
        ? LoadBitField(place.Address, field, place.IsVolatile)
        : LoadScalar(place.Address, place.Type, place.Align, place.IsVolatile);

    /// <summary>Gives the value the place holds afterwards.</summary>
    private Value Write(Place place, Value value)
    {
        if (place.Packet is { } packet)
        {
            StorePacketField(packet, value);
            return value;
        }

        if (place.BitField is { } field)
        {
            return StoreBitField(place.Address, field, value, place.IsVolatile);
        }

        StoreScalar(place.Address, value, place.Type, place.Align, place.IsVolatile);
        return value;
    }

    private Value LowerAssignment(BoundAssignment assignment)
    {
        if (LoweredTypes.IsMemory(assignment.Target.Type.Type))
        {
            var source = Lower(assignment.Value);
            var destination = Address(assignment.Target);
            builder.Copy(destination, source, assignment.Target.Type.Type.Size, AlignOf(assignment.Target));
            return destination;
        }

        var value = Lower(assignment.Value);
        return Write(PlaceOf(assignment.Target), value);
    }

    private Value LowerCompoundAssignment(BoundCompoundAssignment assignment)
    {
        var place = PlaceOf(assignment.Target);
        if (LoweredTypes.IsWide(assignment.ComputationType.Type))
        {
            return LowerWideCompound(assignment, place);
        }

        var value = Lower(assignment.Value);
        var old = Read(place);
        if (old.Type.IsPointer)
        {
            return Write(place, Step(old, value, assignment.Value.Type.Type, Math.Max(1, assignment.ElementSize), assignment.Operator == BoundBinaryOperator.Subtract));
        }

        var computation = assignment.ComputationType.Type;
        var isShift = assignment.Operator is BoundBinaryOperator.ShiftLeft or BoundBinaryOperator.ShiftRight;
        var left = Convert(old, place.Type, computation);
        var right = isShift ? value : Convert(value, assignment.Value.Type.Type, computation);
        return Write(place, Convert(Arithmetic(assignment.Operator, left, right, computation), computation, place.Type));
    }

    private Value LowerIncrement(BoundIncrement increment)
    {
        var place = PlaceOf(increment.Target);
        if (LoweredTypes.IsWide(place.Type))
        {
            return LowerWideIncrement(increment, place);
        }

        var old = Read(place);
        var stepped = old.Type.IsPointer
            ? builder.Make(OpCode.PointerAdd, old.Type, old, Constant.Int64(increment.Step))
            : Narrow(builder.Arithmetic(OpCode.Add, old, increment.Step), place.Type);
        var now = Write(place, stepped);
        return increment.IsPostfix ? old : now;
    }

    /// <summary>A result computed in 32 or 64 bits as the C type holds it.</summary>
    private Value Narrow(Value value, CType type) => Convert(value, value.Type.Kind == IrKind.I32 ? IntegerType.Int : IntegerType.Long, type);
}
