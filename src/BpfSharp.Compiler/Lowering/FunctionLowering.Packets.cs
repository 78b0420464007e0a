// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

// BCC's packet dialect: pointers to packet headers are offsets into the packet, members are bits counted from the first byte's most significant one.
internal sealed partial class FunctionLowering
{
    private const int SkbStoreBytes = 9, SkbLoadBytes = 26;

    /// <summary>A member of a packet header.</summary>
    /// <param name="Header">Offset of the header, as its pointer.</param>
    /// <param name="Bit">Position in the header.</param>
    /// <param name="Elements">Elements of arrays on the way to the member.</param>
    private readonly record struct PacketField(BoundExpression Header, long Bit, int BitWidth, IReadOnlyList<BoundPointerAdd> Elements)
    {
        public long Byte => Bit / 8;

        /// <summary>Bits above the field in its first byte.</summary>
        public int Skipped => (int)(Bit % 8);

        /// <summary>Bytes the field touches.</summary>
        public int Bytes => (Skipped + BitWidth + 7) / 8;

        /// <summary>Bits below the field in its last byte.</summary>
        public int Below => (Bytes * 8) - Skipped - BitWidth;
    }

    /// <summary>Null for members of anything but packet headers, and for what does not fit a register.</summary>
    private static PacketField? PacketFieldOf(BoundExpression lvalue)
    {
        if (lvalue is not (BoundMember or BoundDereference { Pointer: BoundPointerAdd }) || LoweredTypes.IsMemory(lvalue.Type.Type))
        {
            return null;
        }

        var bitField = (lvalue as BoundMember)?.Field is { IsBitField: true } last ? last : null;
        var bits = bitField?.BitOffset ?? 0L;
        List<BoundPointerAdd> elements = [];
        var at = lvalue;
        while (Container(at) is { } container)
        {
            if (at is BoundMember member)
            {
                bits += member.Field.Offset * 8;
            }
            else if (at is BoundDereference { Pointer: BoundPointerAdd element })
            {
                elements.Add(element);
            }

            at = container;
        }

        if (at is not BoundDereference { Type.Canonical: RecordType { IsPacketHeader: true } } header || ReferenceEquals(at, lvalue))
        {
            return null;
        }

        var field = new PacketField(header.Pointer, bits, bitField?.BitWidth ?? (int)lvalue.Type.Type.Size * 8, elements);
        return field.Bytes <= 8 ? field : null;
    }

    /// <summary>What a member or an array's element is part of.</summary>
    private static BoundExpression? Container(BoundExpression lvalue) => lvalue switch
    {
        BoundMember member => member.Target,
        BoundDereference { Pointer: BoundPointerAdd { Pointer: BoundConversion { Kind: ConversionKind.ArrayToPointer } decay } } => decay.Operand,
        _ => null,
    };

    private Value OffsetOf(PacketField field)
    {
        var header = Lower(field.Header);
        var offset = header.Type.IsPointer ? builder.Make(OpCode.ToInteger, IrType.I64, header) : Resize(header, IrType.I64);
        offset = builder.Arithmetic(OpCode.Add, offset, field.Byte);
        foreach (var element in field.Elements)
        {
            var index = ConvertInteger(Lower(element.Index), LoweredTypes.Integer(element.Index.Type.Type), IntegerType.Long);
            offset = builder.Arithmetic(OpCode.Add, offset, builder.Arithmetic(OpCode.Mul, index, element.ElementSize));
        }

        return Resize(offset, IrType.I32);
    }

    /// <summary>The packet the program was given: its context.</summary>
    private Value Packet() => symbol.Parameters.Count > 0
        ? builder.Load(AddressOf(symbol.Parameters[0]), LoweredTypes.Of(symbol.Parameters[0].Type.Type), 8, false, 8)
        : new Undefined(LoweredTypes.AnyPointer);

    private Value LoadPacketField(PacketField field, CType type)
    {
        var whole = LoadPacket(Packet(), OffsetOf(field), field.Bytes);
        var low = ShiftBy(OpCode.LShr, whole, field.Below);
        var value = field.Skipped == 0 ? low : builder.Arithmetic(OpCode.And, low, Mask(field.BitWidth));
        return Convert(value, IntegerType.UnsignedLong, type);
    }

    /// <summary>Leaves the bits around the field alone. A packet that ends too early stays as it is.</summary>
    private void StorePacketField(PacketField field, Value value) => StorePacketField(Packet(), field, value);

    private void StorePacketField(Value packet, PacketField field, Value value)
    {
        var offset = OffsetOf(field);
        var bits = ShiftBy(OpCode.Shl, builder.Arithmetic(OpCode.And, Resize(value, IrType.I64), Mask(field.BitWidth)), field.Below);
        if (field.BitWidth != field.Bytes * 8)
        {
            var around = builder.Arithmetic(OpCode.And, LoadPacket(packet, offset, field.Bytes), ~(Mask(field.BitWidth) << field.Below));
            bits = builder.Arithmetic(OpCode.Or, around, bits);
        }

        var slot = builder.Alloca(8, 8, null);
        var shifted = ShiftBy(OpCode.Shl, bits, 64 - (field.Bytes * 8));
        builder.Store(slot, builder.Add(new Operation(OpCode.ByteSwap, IrType.I64, shifted) { Width = 8 }), 8, 8);
        builder.HelperCall(SkbStoreBytes, IrType.I64, packet, offset, slot, Constant.Int32(field.Bytes), Constant.Int64(0));
    }

    /// <summary>bpf_dins_pkt: the packet, an offset, the first bit there, how many, and the value.</summary>
    private void LowerPacketStore(BoundBuiltin call)
    {
        var (first, width) = ((long)((BoundConstant)call.Arguments[2]).Value, (int)((BoundConstant)call.Arguments[3]).Value);
        var packet = Lower(call.Arguments[0]);
        StorePacketField(packet, new PacketField(call.Arguments[1], first, width, []), Lower(call.Arguments[4]));
    }

    /// <summary>load_byte and its like.</summary>
    private Value LowerPacketLoad(BoundBuiltin call)
    {
        var bytes = call.Builtin switch { Builtin.Load8 => 1, Builtin.Load16 => 2, Builtin.Load32 => 4, _ => 8 };
        var packet = Lower(call.Arguments[0]);
        var offset = ConvertInteger(Lower(call.Arguments[1]), LoweredTypes.Integer(call.Arguments[1].Type.Type), IntegerType.UnsignedInt);
        return Convert(LoadPacket(packet, offset, bytes), IntegerType.UnsignedLong, call.Type.Type);
    }

    /// <summary>So many bytes in network order, as a number. Where the packet ends too early the program does, with 0, as the kernel's packet loads have it.</summary>
    private Value LoadPacket(Value packet, Value offset, int bytes) =>
        context.HasPacketLoads ? LoadPacketPieces(packet, offset, bytes) : LoadPacketByHelper(packet, offset, bytes);

    /// <summary>The first byte is the highest, so each piece goes below those before it.</summary>
    private Value LoadPacketPieces(Value packet, Value offset, int bytes)
    {
        Value? whole = null;
        for (var done = 0; done < bytes;)
        {
            var width = bytes - done >= 4 ? 4 : bytes - done >= 2 ? 2 : 1;
            var piece = builder.Add(new Operation(OpCode.PacketLoad, IrType.I64, packet, builder.Arithmetic(OpCode.Add, offset, done)) { Width = width });
            whole = whole is null ? piece : builder.Arithmetic(OpCode.Or, ShiftBy(OpCode.Shl, whole, width * 8), piece);
            done += width;
        }

        return whole!;
    }

    private Value LoadPacketByHelper(Value packet, Value offset, int bytes)
    {
        var slot = builder.Alloca(8, 8, null);
        if (bytes is not (1 or 2 or 4 or 8))
        {
            builder.Store(slot, Constant.Int64(0), 8, 8);
        }

        var status = builder.HelperCall(SkbLoadBytes, IrType.I64, packet, offset, slot, Constant.Int32(bytes));
        var (failed, ok) = (NewBlock(), NewBlock());
        builder.Branch(builder.Compare(OpCode.SLess, status, 0), failed, ok);
        StartBlock(failed);
        EndProgram();
        StartBlock(ok);
        switch (bytes)
        {
            case 1:
                return builder.Load(slot, IrType.I64, 1, false, 8);
            case 2 or 4 or 8:
                return builder.Add(new Operation(OpCode.ByteSwap, IrType.I64, builder.Load(slot, IrType.I64, bytes, false, 8)) { Width = bytes });
            default:
                var left = builder.Add(new Operation(OpCode.ByteSwap, IrType.I64, builder.Load(slot, IrType.I64, 8, false, 8)) { Width = 8 });
                return ShiftBy(OpCode.LShr, left, 64 - (bytes * 8));
        }
    }

    private void EndProgram()
    {
        if (symbol.Program is not null)
        {
            builder.Add(function.ResultType.IsVoid ? new Operation(OpCode.Return, IrType.Void) : new Operation(OpCode.Return, IrType.Void, new Constant(function.ResultType, 0)));
            return;
        }

        // In a function that is inlined a return would only leave that function.
        builder.Add(new Operation(OpCode.Call, IrType.Void) { Symbol = context.Intrinsics.End() });
        builder.Make(OpCode.Unreachable, IrType.Void);
    }
}
