// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    private static bool IsAtomic(Builtin builtin) => builtin is >= Builtin.FetchAndAdd and <= Builtin.CompareAndSwapBool;

    /// <param name="isUsed">Without a use the old value is not fetched, which the oldest kernels can do as well.</param>
    private Value LowerAtomic(BoundBuiltin call, bool isUsed)
    {
        var pointee = call.Arguments[0].Type.Canonical is PointerType p ? p.Pointee.Type : IntegerType.Long;
        var pointer = Reach(call.Arguments[0]);
        if (pointee.Size is not (4 or 8))
        {
            Report(LoweringDiagnostics.AtomicWidth, call.Span, pointee.Size);
            return new Undefined(ValueType(call.Type));
        }

        var type = pointee.Size == 4 ? IrType.I32 : IrType.I64;
        var values = new Value[call.Arguments.Count - 1];
        for (var i = 0; i < values.Length; i++)
        {
            var argument = call.Arguments[i + 1];
            values[i] = ConvertInteger(ToInteger(Lower(argument)), LoweredTypes.Integer(argument.Type.Type), LoweredTypes.Integer(pointee));
        }

        var result = Atomic(call.Builtin, pointer, values, type, isUsed);
        return call.Builtin == Builtin.CompareAndSwapBool ? result : Convert(result, LoweredTypes.Integer(pointee), call.Type.Type);
    }

    private Operation LoadAcquire(Value pointer, CType type)
    {
        var width = LoweredTypes.Width(type);
        var integer = width == 8 ? IrType.I64 : IrType.I32;
        var value = builder.Add(new Operation(OpCode.Atomic, integer, pointer) { AtomicKind = Isa.AtomicOperation.LoadAcquire, Width = width, HasResult = true });
        return type.Canonical is PointerType ? builder.Make(OpCode.ToPointer, ValueType(type), value)
            : width < 4 && LoweredTypes.Integer(type).IsSigned ? builder.Add(new Operation(OpCode.ExtendLow, integer, value) { Width = width, IsSigned = true })
            : value;
    }

    private void StoreAtomically(BoundBuiltin call)
    {
        var arguments = call.Arguments;
        var type = arguments[0].Type.Canonical is PointerType p ? p.Pointee.Type : arguments[1].Type.Type;
        var place = Reach(arguments[0]);
        var value = Convert(Lower(arguments[1]), arguments[1].Type.Type, type);
        if (call.Builtin == Builtin.AtomicStore || !context.Target.HasOrderedAccesses)
        {
            StoreScalar(place, value, type, type.Align, isVolatile: true);
            return;
        }

        builder.Add(new Operation(OpCode.Atomic, IrType.Void, place, ToInteger(value)) { AtomicKind = Isa.AtomicOperation.StoreRelease, Width = LoweredTypes.Width(type) });
    }

    private Value Atomic(Builtin builtin, Value pointer, Value[] values, IrType type, bool isUsed)
    {
        switch (builtin)
        {
            case Builtin.Exchange:
                return AtomicOperation(Isa.AtomicOperation.Xchg, type, true, pointer, values[0]);
            case Builtin.CompareAndSwapValue:
                return AtomicOperation(Isa.AtomicOperation.CmpXchg, type, true, pointer, values[1], values[0]);
            case Builtin.CompareAndSwapBool:
                return builder.Compare(OpCode.Equal, AtomicOperation(Isa.AtomicOperation.CmpXchg, type, true, pointer, values[1], values[0]), values[0]);
        }

        var (kind, code) = builtin switch
        {
            Builtin.FetchAndAdd or Builtin.AddAndFetch or Builtin.FetchAndSub or Builtin.SubAndFetch => (Isa.AtomicOperation.Add, OpCode.Add),
            Builtin.FetchAndOr or Builtin.OrAndFetch => (Isa.AtomicOperation.Or, OpCode.Or),
            Builtin.FetchAndAnd or Builtin.AndAndFetch => (Isa.AtomicOperation.And, OpCode.And),
            _ => (Isa.AtomicOperation.Xor, OpCode.Xor),
        };
        var value = values[0];
        if (builtin is Builtin.FetchAndSub or Builtin.SubAndFetch)
        {
            value = value is Constant c ? new Constant(type, -c.Number) : builder.Make(OpCode.Neg, type, value);
        }

        var old = AtomicOperation(kind, type, isUsed, pointer, value);
        return !isUsed ? new Undefined(type) : builtin >= Builtin.AddAndFetch ? builder.Arithmetic(code, old, value) : old;
    }

    private Operation AtomicOperation(AtomicOperation kind, IrType type, bool isUsed, params ReadOnlySpan<Value> operands) =>
        builder.Add(new Operation(OpCode.Atomic, isUsed ? type : IrType.Void, operands) { AtomicKind = kind, Width = type.Bits / 8, HasResult = isUsed });
}
