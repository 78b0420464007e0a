// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Passes;

/// <summary>What memory does between a store and a load of the same bytes, as operations on values.</summary>
internal static class Conversion
{
    /// <summary>The value in another type of at most its width's meaning: truncated, zero-extended or reinterpreted.</summary>
    public static Value To(Value value, IrType type, SourceLocation location, List<Operation> output)
    {
        if (value.Type.Kind == type.Kind)
        {
            return value;
        }

        if (value is Undefined)
        {
            return new Undefined(type);
        }

        if (value is Constant constant)
        {
            return new Constant(type, (long)constant.Unsigned);
        }

        if (type.IsPointer && value.Type.Kind == IrKind.I32)
        {
            value = To(value, IrType.I64, location, output);
        }

        var code = (value.Type.Kind, type.Kind) switch
        {
            (_, IrKind.I32) => OpCode.Truncate,
            (IrKind.I32, _) => OpCode.ZeroExtend,
            (_, IrKind.Pointer) => OpCode.ToPointer,
            _ => OpCode.ToInteger,
        };
        return Add(new Operation(code, type, value), location, output);
    }

    /// <summary>What <paramref name="load"/> yields when its bytes were stored from <paramref name="value"/>.</summary>
    public static Value AsLoaded(Value value, Operation load, List<Operation> output)
    {
        var (width, isSigned) = (load.Width, load.IsSigned);
        if (load.Type.Kind == IrKind.I64 && width < 8)
        {
            if (width == 4)
            {
                var low = To(value, IrType.I32, load.Location, output);
                return low is Constant number
                    ? Constant.Int64(Folding.Extend(number.Number, 4, isSigned))
                    : Add(new Operation(isSigned ? OpCode.SignExtend : OpCode.ZeroExtend, IrType.I64, low), load.Location, output);
            }

            value = To(value, IrType.I64, load.Location, output);
        }

        var converted = To(value, load.Type, load.Location, output);
        if (width * 8 >= load.Type.Bits)
        {
            return converted;
        }

        return converted is Constant constant
            ? new Constant(load.Type, Folding.Extend(constant.Number, width, isSigned))
            : Add(Make.ExtendLow(converted, width, isSigned), load.Location, output);
    }

    private static Operation Add(Operation operation, SourceLocation location, List<Operation> output)
    {
        operation.Location = location;
        output.Add(operation);
        return operation;
    }
}
