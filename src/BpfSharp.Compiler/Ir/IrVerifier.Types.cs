// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using BpfSharp.Isa;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Ir;

/// <remarks>Operand rules per operation. Address spaces are not compared: passes refine them value by value.</remarks>
internal sealed partial class IrVerifier
{
    private void CheckOperation(Operation o)
    {
        foreach (var operand in o.Operands)
        {
            if (!Require(!operand.Type.IsVoid, o, "an operand has no value")
                || !Require(operand is not Parameter p || function.Parameters.Contains(p), o, "a parameter of another function"))
            {
                return;
            }
        }

        switch (o.Code)
        {
            case >= OpCode.Add and <= OpCode.AShr:
                Require(o.Type.IsInteger && Takes(o, o.Type.Kind, o.Type.Kind), o, "takes two operands of its integer type");
                break;
            case OpCode.Neg:
                Require(o.Type.IsInteger && Takes(o, o.Type.Kind), o, "takes one operand of its integer type");
                break;
            case OpCode.ByteSwap or OpCode.ExtendLow:
                Require(o.Type.IsInteger && Takes(o, o.Type.Kind), o, "takes one operand of its integer type");
                Require(o.Width is 1 or 2 or 4 or 8 && o.Width * 8 <= o.Type.Bits && o.Width != (o.Code == OpCode.ByteSwap ? 1 : o.Type.Bits / 8), o, "bad width");
                break;
            case >= OpCode.Truncate and <= OpCode.ArenaToUser:
                CheckConversion(o);
                break;
            case >= OpCode.Equal and <= OpCode.SGreaterEqual:
                Require(o.Type == IrType.I32 && o.Operands.Count == 2 && o.Operands[0].Type.Kind == o.Operands[1].Type.Kind, o, "compares two values of one type, giving i32");
                break;
            case OpCode.Select:
                Require(o.Operands.Count == 3 && o.Operands[0].Type.IsInteger && Has(o, 1, o.Type.Kind) && Has(o, 2, o.Type.Kind), o, "takes an integer and two values of its type");
                break;
            case OpCode.Phi:
                foreach (var operand in o.Operands)
                {
                    Require(operand.Type.Kind == o.Type.Kind, o, "an incoming value has another type");
                }

                break;
            case OpCode.Jump or OpCode.Branch or OpCode.Switch or OpCode.Return or OpCode.Unreachable:
                CheckTerminator(o);
                break;
            case >= OpCode.Alloca and <= OpCode.PacketLoad:
                CheckMemory(o);
                break;
            default:
                CheckSymbol(o);
                break;
        }
    }

    private void CheckConversion(Operation o)
    {
        var from = o.Operands.Count == 1 ? o.Operands[0].Type.Kind : IrKind.Void;
        Require(
            o.Code switch
            {
                OpCode.Truncate => from is IrKind.I64 or IrKind.Pointer && o.Type.Kind == IrKind.I32,
                OpCode.ZeroExtend or OpCode.SignExtend => from == IrKind.I32 && o.Type.Kind == IrKind.I64,
                OpCode.ToPointer => from == IrKind.I64 && o.Type.IsPointer,
                OpCode.ArenaToKernel or OpCode.ArenaToUser => from == IrKind.Pointer && o.Type.IsPointer,
                _ => from == IrKind.Pointer && o.Type.Kind == IrKind.I64,
            },
            o, $"no conversion from {from} to {o.Type.Kind}");
    }

    private void CheckMemory(Operation o)
    {
        const IrKind pointer = IrKind.Pointer;
        switch (o.Code)
        {
            case OpCode.Alloca:
                Require(o.Operands.Count == 0 && o.Type == IrType.Pointer(AddressSpace.Stack) && o.Size >= 0, o, "takes nothing and gives ptr.stack");
                Require(BitOperations.IsPow2(o.Align), o, "an alignment that is no power of two");
                break;
            case OpCode.PointerAdd:
                Require(o.Type.IsPointer && Takes(o, pointer, IrKind.I64), o, "takes a pointer and an i64, giving a pointer");
                break;
            case OpCode.Load:
                Require(Takes(o, pointer) && !o.Type.IsVoid, o, "takes a pointer and gives a value");
                CheckWidth(o, o.Type);
                break;
            case OpCode.Store:
                if (Require(o.Operands.Count == 2 && Has(o, 0, pointer) && o.Type.IsVoid, o, "takes a pointer and a value"))
                {
                    CheckWidth(o, o.Operands[1].Type);
                }

                break;
            case OpCode.MemoryCopy:
                Require(Takes(o, pointer, pointer) && o.Type.IsVoid && o.Size >= 0, o, "takes two pointers and a size");
                break;
            case OpCode.MemorySet:
                Require(Takes(o, pointer, IrKind.I32) && o.Type.IsVoid && o.Size >= 0, o, "takes a pointer, an i32 and a size");
                break;
            case OpCode.MemoryCompare:
                Require(Takes(o, pointer, pointer) && o.Type == IrType.I32 && o.Size >= 0, o, "takes two pointers and a size, giving i32");
                break;
            case OpCode.PacketLoad:
                Require(Takes(o, pointer, IrKind.I32) && o.Type == IrType.I64 && o.Width is 1 or 2 or 4, o, "takes the context and an i32, giving i64");
                break;
            default:
                CheckAtomic(o);
                break;
        }
    }

    private void CheckAtomic(Operation o)
    {
        var values = o.AtomicKind switch
        {
            AtomicOperation.LoadAcquire => 0,
            AtomicOperation.CmpXchg => 2,
            _ => 1,
        };
        Require(o.Operands.Count == values + 1 && Has(o, 0, IrKind.Pointer), o, $"takes a pointer and {values} values");
        Require(o.Type.IsVoid != o.HasResult, o, "its type and HasResult disagree");
        var widths = o.AtomicKind is AtomicOperation.LoadAcquire or AtomicOperation.StoreRelease ? o.Width is 1 or 2 or 4 or 8 : o.Width is 4 or 8;
        Require(widths, o, "bad width");
        Require((o.HasResult ? o.Type : IrType.I64).Bits / 8 >= o.Width, o, "a result narrower than the access");
        for (var i = 1; i < o.Operands.Count; i++)
        {
            Require(o.Operands[i].Type.Bits / 8 >= o.Width, o, "a value narrower than the access");
        }
    }

    private void CheckWidth(Operation o, IrType type)
    {
        Require(o.Width is 1 or 2 or 4 or 8 && o.Width * 8 <= type.Bits, o, $"width {o.Width} for {IrNames.Of(type)}");
        Require(!type.IsPointer || o.Width == 8, o, "pointers are 8 bytes wide");
    }

    private void CheckSymbol(Operation o)
    {
        switch (o.Code)
        {
            case OpCode.MapAddress:
                Require(o.Symbol is MapSpec && o.Type.IsPointer && o.Operands.Count == 0, o, "names a map and gives a pointer");
                break;
            case OpCode.GlobalAddress:
                Require(o.Symbol is GlobalVariable && o.Type.IsPointer && o.Operands.Count == 0, o, "names a global and gives a pointer");
                break;
            case OpCode.FunctionAddress:
                Require(o.Symbol is Function && o.Type.IsPointer && o.Operands.Count == 0, o, "names a function and gives a pointer");
                break;
            case OpCode.KsymAddress:
                Require(o.Symbol is string && o.Type.IsPointer && o.Operands.Count == 0, o, "names a kernel symbol and gives a pointer");
                break;
            case OpCode.CoreValue:
                Require(o.Symbol is CoreReference && o.Type.IsInteger && o.Operands.Count == 0, o, "asks for a number about a type");
                break;
            case OpCode.HelperCall:
                Require(o.Operands.Count <= 5, o, "more than five arguments");
                break;
            case OpCode.KfuncCall:
                Require(o.Symbol is string && o.Operands.Count <= 5, o, "names a kernel function, with at most five arguments");
                break;
            case OpCode.Call:
                CheckCall(o);
                break;
            case OpCode.Asm:
                Require(o.Symbol is AsmPayload p && p.Constraints.Count == o.Operands.Count && p.HasOutput != o.Type.IsVoid, o, "its payload does not fit operands and type");
                break;
            default:
                Require(Takes(o, IrKind.Pointer) && !o.Type.IsVoid && o.Size >= 0, o, "takes the context pointer and gives a value");
                break;
        }
    }

    private void CheckCall(Operation o)
    {
        if (Require(o.Symbol is Function, o, "names no function"))
        {
            var callee = (Function)o.Symbol!;
            Require(callee.ResultType.Kind == o.Type.Kind, o, "its type is not the function's result type");
            if (Require(callee.Parameters.Count == o.Operands.Count, o, "the number of arguments is not that of the parameters"))
            {
                for (var i = 0; i < o.Operands.Count; i++)
                {
                    Require(Has(o, i, callee.Parameters[i].Type.Kind), o, "an argument has another type than its parameter");
                }
            }
        }
    }

    private void CheckTerminator(Operation o)
    {
        switch (o.Code)
        {
            case OpCode.Jump:
                Require(o.Operands.Count == 0 && o.Targets.Length == 1, o, "has one target and no operand");
                break;
            case OpCode.Branch:
                Require(o.Operands.Count == 1 && o.Operands[0].Type.IsInteger && o.Targets.Length == 2, o, "takes an integer and has two targets");
                break;
            case OpCode.Switch:
                Require(o.Operands.Count == 1 && o.Operands[0].Type.IsInteger && o.Targets.Length == o.Cases.Length + 1, o, "takes an integer and has a target per case and one more");
                Require(o.Cases.Distinct().Count() == o.Cases.Length, o, "a case appears twice");
                break;
            case OpCode.Return:
                Require(function.ResultType.IsVoid ? o.Operands.Count == 0 : Takes(o, function.ResultType.Kind), o, "does not return the function's type");
                break;
            default:
                Require(o.Operands.Count == 0 && o.Targets.Length == 0, o, "takes nothing");
                break;
        }
    }

    private static bool Has(Operation o, int index, IrKind kind) => o.Operands[index].Type.Kind == kind;

    private static bool Takes(Operation o, IrKind only) => o.Operands.Count == 1 && Has(o, 0, only);

    private static bool Takes(Operation o, IrKind first, IrKind second) => o.Operands.Count == 2 && Has(o, 0, first) && Has(o, 1, second);
}
