// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    /// <summary>Where an lvalue, or a record value, is in memory.</summary>
    private Value Address(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundVariable v:
                return AddressOf(v.Variable);
            case BoundMember or BoundDereference when CoreAddress(expression) is { } address:
                return address;
            case BoundDereference d:
                return Reach(d.Pointer);
            case BoundMember m:
                return builder.Offset(Address(m.Target), m.Field.Offset);
            case BoundString s:
                return GlobalAddress(context.Globals.Literal(s.Bytes));
            case BoundCompoundLiteral c:
                return LowerCompoundLiteral(c);
            case BoundLoad l:
                return Address(l.Source);
            case BoundConversion { Kind: ConversionKind.NoOp, Operand: var operand } when operand.IsLvalue:
                return Address(operand);
            case BoundFunction f:
                return FunctionAddress(f.Function);
            case BoundError:
                return new Undefined(LoweredTypes.AnyPointer);
            default:
                var value = Lower(expression);
                return value.Type.IsPointer ? value : new Undefined(LoweredTypes.AnyPointer); // wrong code, reported before
        }
    }

    /// <summary>What a pointer points at, as an address that memory is accessed by.</summary>
    private Value Reach(BoundExpression pointer) =>
        pointer.Type.Canonical is PointerType { Pointee.IsInArena: true } ? ArenaToKernel(Lower(pointer)) : Lower(pointer);

    /// <summary>The address of an lvalue as a C pointer holds it.</summary>
    private Value PointerTo(BoundExpression lvalue) => lvalue.Type.IsInArena ? ArenaToUser(Address(lvalue)) : Address(lvalue);

    private Operation ArenaToKernel(Value pointer) => builder.Make(OpCode.ArenaToKernel, IrType.Pointer(AddressSpace.Arena), pointer);

    private Operation ArenaToUser(Value address) => builder.Make(OpCode.ArenaToUser, LoweredTypes.AnyPointer, address);

    private Value AddressOf(VariableSymbol variable)
    {
        if (variable.Map is { } map)
        {
            return builder.Add(new Operation(OpCode.MapAddress, IrType.Pointer(AddressSpace.Map)) { Symbol = map.Spec });
        }

        if (!variable.HasStaticStorage)
        {
            return locals.TryGetValue(variable, out var slot) ? slot : DeclareLocal(variable);
        }

        if (variable.Storage == VariableStorage.Extern && variable.Section != ".kconfig")
        {
            context.Use(variable);
            var elsewhere = builder.Add(new Operation(OpCode.KsymAddress, LoweredTypes.AnyPointer) { Symbol = variable.Name });
            return variable.Type.IsInArena ? ArenaToKernel(elsewhere) : elsewhere;
        }

        var global = GlobalAddress(context.Globals.Of(variable));
        return variable.Type.IsInArena ? ArenaToKernel(global) : global;
    }

    private Operation GlobalAddress(GlobalVariable global) => builder.Add(new Operation(OpCode.GlobalAddress, IrType.Pointer(AddressSpace.Global)) { Symbol = global });

    private Operation FunctionAddress(FunctionSymbol callee)
    {
        if (context.Functions.TryGetValue(callee, out var target))
        {
            return builder.Add(new Operation(OpCode.FunctionAddress, IrType.Pointer(AddressSpace.Function)) { Symbol = target });
        }

        context.Use(callee);
        return builder.Add(new Operation(OpCode.KsymAddress, IrType.Pointer(AddressSpace.Function)) { Symbol = callee.Name });
    }

    private Value LowerCompoundLiteral(BoundCompoundLiteral literal)
    {
        if (literal.Storage.HasStaticStorage)
        {
            return AddressOf(literal.Storage);
        }

        var slot = locals.TryGetValue(literal.Storage, out var known) ? known : DeclareLocal(literal.Storage);
        Initialize(slot, literal.Initializer, AlignOf(literal.Storage));
        return slot;
    }

    private Value LowerLoad(BoundLoad load)
    {
        if (PacketFieldOf(load.Source) is { } packet)
        {
            return LoadPacketField(packet, load.Type.Type);
        }

        if (load.Source is BoundMember { Field.IsBitField: true } member)
        {
            return LoadCoreBitField(member) ?? LoadBitField(Address(member.Target), member.Field, LoweredTypes.IsVolatile(load.Source.Type));
        }

        var address = Address(load.Source);
        return LoweredTypes.IsMemory(load.Type.Type) || load.Type.Canonical is VoidType or FunctionType
            ? address
            : LoadScalar(address, load.Type.Type, AlignOf(load.Source), load.Source.Type.IsVolatile);
    }

    private Operation LoadScalar(Value address, CType type, int align, bool isVolatile) =>
        builder.Load(address, ValueType(type), LoweredTypes.Width(type), type.Canonical is not PointerType && LoweredTypes.Integer(type).IsSigned, align, isVolatile);

    private void StoreScalar(Value address, Value value, CType type, int align, bool isVolatile)
    {
        var width = LoweredTypes.Width(type);
        if (value.Type.Bits >= width * 8)
        {
            builder.Store(address, value, width, align, isVolatile);
        }
    }

    /// <summary>What C promises about an lvalue's alignment; less inside packed records.</summary>
    private static int AlignOf(BoundExpression lvalue) => lvalue switch
    {
        BoundVariable v => AlignOf(v.Variable),
        BoundMember m when m.Field.Offset == 0 => AlignOf(m.Target),
        BoundMember m => (int)Math.Min(AlignOf(m.Target), m.Field.Offset & -m.Field.Offset),
        BoundLoad l => AlignOf(l.Source),
        BoundCompoundLiteral c => AlignOf(c.Storage),
        BoundString => 1,
        BoundDereference { Pointer: BoundPointerAdd { Pointer: BoundConversion { Kind: ConversionKind.ArrayToPointer } decay } add } =>
            Math.Min(AlignOf(decay.Operand), (int)Math.Clamp(add.ElementSize & -add.ElementSize, 1, 16)),
        BoundDereference { Pointer: BoundConversion { Kind: ConversionKind.ArrayToPointer } decay } => AlignOf(decay.Operand),
        _ => Math.Max(1, lvalue.Type.Type.Align),
    };
}
