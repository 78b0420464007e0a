// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    private Value LowerBuiltin(BoundBuiltin call)
    {
        var arguments = call.Arguments;
        switch (call.Builtin)
        {
            case Builtin.Memcpy or Builtin.Memmove or Builtin.Memset or Builtin.Memcmp:
                return LowerMemory(call);
            case Builtin.Expect:
                return Convert(Lower(arguments[0]), arguments[0].Type.Type, call.Type.Type);
            case Builtin.ConstantP:
                return LowerConstantP(arguments[0]);
            case Builtin.Unreachable or Builtin.Trap:
                builder.Make(OpCode.Unreachable, IrType.Void);
                StartUnreachable();
                return new Undefined(IrType.I32);
            case Builtin.Bswap16 or Builtin.Bswap32 or Builtin.Bswap64:
                return LowerByteSwap(call);
            case Builtin.Clz or Builtin.Ctz or Builtin.Popcount or Builtin.Parity or Builtin.Ffs:
                return Resize(CountBits(call.Builtin, ToInteger(Lower(arguments[0]))), ValueType(call.Type));
            case Builtin.AddOverflow or Builtin.SubOverflow or Builtin.MulOverflow:
                return LowerOverflow(call);
            case Builtin.AtomicLoadAcquire when context.Target.HasOrderedAccesses:
                return LoadAcquire(Reach(arguments[0]), call.Type.Type);
            case Builtin.AtomicLoad or Builtin.AtomicLoadAcquire:
                return LoadScalar(Reach(arguments[0]), call.Type.Type, call.Type.Type.Align, isVolatile: true);
            case Builtin.AtomicStore or Builtin.AtomicStoreRelease:
                StoreAtomically(call);
                return new Undefined(IrType.I32);
            case Builtin.Fence:
                builder.Add(new Operation(OpCode.Asm, IrType.Void) { Symbol = new AsmPayload("", false, [], ["memory"]), IsVolatile = true });
                return new Undefined(IrType.I32);
            case Builtin.Strlen or Builtin.Strcmp or Builtin.Strncmp:
                return LowerStrings(call);
            case Builtin.Abs:
                var value = Lower(arguments[0]);
                return builder.Select(builder.Compare(OpCode.SLess, value, 0), builder.Make(OpCode.Neg, value.Type, value), value);
            case Builtin.ReadContextArgument:
                return LowerContextArgument(call);
            case Builtin.Load8 or Builtin.Load16 or Builtin.Load32 or Builtin.Load64:
                return LowerPacketLoad(call);
            case Builtin.StorePacketBits:
                LowerPacketStore(call);
                return new Undefined(IrType.I32);
            case Builtin.FrameAddress or Builtin.ReturnAddress:
                return Unsupported(call, call.Builtin == Builtin.FrameAddress ? "__builtin_frame_address" : "__builtin_return_address");
            default:
                return LowerAtomic(call, isUsed: true);
        }
    }

    private Undefined Unsupported(BoundBuiltin call, string name)
    {
        Report(LoweringDiagnostics.UnsupportedBuiltin, call.Span, name);
        return new Undefined(ValueType(call.Type));
    }

    private Value LowerMemory(BoundBuiltin call)
    {
        var first = Lower(call.Arguments[0]);
        var second = Lower(call.Arguments[1]);
        if (!context.Constants.TryEvaluate(call.Arguments[2], out var number) || number < 0 || number > int.MaxValue)
        {
            return LowerVariableMemory(call, first, second);
        }

        var size = (long)number;
        switch (call.Builtin)
        {
            case Builtin.Memset:
                builder.Fill(first, Resize(second, IrType.I32), size);
                break;
            case Builtin.Memcmp:
                return builder.Add(new Operation(OpCode.MemoryCompare, IrType.I32, first, second) { Size = size });
            case Builtin.Memmove:
                // The blocks may overlap: by way of a copy.
                var copy = builder.Alloca(size, 8, null);
                builder.Copy(copy, second, size);
                builder.Copy(first, copy, size);
                break;
            default:
                builder.Copy(first, second, size);
                break;
        }

        return first;
    }

    /// <summary>The size may become a constant yet.</summary>
    private Value LowerVariableMemory(BoundBuiltin call, Value first, Value second)
    {
        var name = call.Builtin switch
        {
            Builtin.Memset => Intrinsics.Memset,
            Builtin.Memcmp => Intrinsics.Memcmp,
            Builtin.Memmove => Intrinsics.Memmove,
            _ => Intrinsics.Memcpy,
        };
        var size = ConvertInteger(Lower(call.Arguments[2]), LoweredTypes.Integer(call.Arguments[2].Type.Type), IntegerType.UnsignedLong);
        var function = context.Intrinsics.Memory(name);
        var made = builder.Add(new Operation(OpCode.Call, function.ResultType, first, name == Intrinsics.Memset ? Resize(second, IrType.I32) : second, size) { Symbol = function });
        return name == Intrinsics.Memcmp ? made : first;
    }

    private Value LowerConstantP(BoundExpression argument)
    {
        if (context.Constants.TryEvaluateAddress(argument, out _))
        {
            return Constant.Int32(1);
        }

        if (LoweredTypes.IsMemory(argument.Type.Type) || LoweredTypes.Of(argument.Type.Type) is { IsVoid: true } || HasEffects(argument))
        {
            return Constant.Int32(0);
        }

        var value = Lower(argument);
        var function = context.Intrinsics.ConstantPOf(value.Type);
        return builder.Add(new Operation(OpCode.Call, IrType.I32, value) { Symbol = function });
    }

    /// <summary>The argument of __builtin_constant_p is not evaluated, so nothing that does something may be lowered for it.</summary>
    private static bool HasEffects(BoundExpression expression) => expression switch
    {
        BoundConstant => false,
        BoundLoad { Source: BoundVariable } => false,
        BoundConversion c => HasEffects(c.Operand),
        BoundUnary u => HasEffects(u.Operand),
        BoundBinary b => HasEffects(b.Left) || HasEffects(b.Right),
        _ => true,
    };

    private Value LowerByteSwap(BoundBuiltin call)
    {
        var width = call.Builtin == Builtin.Bswap16 ? 2 : call.Builtin == Builtin.Bswap32 ? 4 : 8;
        var from = LoweredTypes.Integer(call.Arguments[0].Type.Type);
        var value = ConvertInteger(Lower(call.Arguments[0]), from, width == 8 ? IntegerType.UnsignedLong : IntegerType.UnsignedInt);
        var swapped = builder.Add(new Operation(OpCode.ByteSwap, value.Type, value) { Width = width });
        return Convert(swapped, width == 8 ? IntegerType.UnsignedLong : width == 4 ? IntegerType.UnsignedInt : IntegerType.UnsignedShort, call.Type.Type);
    }

    private Value LowerContextArgument(BoundBuiltin call)
    {
        var index = context.Constants.TryEvaluate(call.Arguments[1], out var number) ? (long)number : 0;
        var raw = builder.Add(new Operation(OpCode.ContextArgument, IrType.I64, Lower(call.Arguments[0])) { Size = index });
        return call.Type.Canonical is VoidType ? raw : Convert(raw, IntegerType.UnsignedLong, call.Type.Type);
    }
}
