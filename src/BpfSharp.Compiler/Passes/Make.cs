// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Short ways to make the operations that passes insert.</summary>
internal static class Make
{
    public static Operation Binary(OpCode code, Value left, Value right) => new(code, left.Type, left, right);

    public static Operation Binary(OpCode code, Value left, long right) => new(code, left.Type, left, new Constant(left.Type, right));

    public static Operation Compare(OpCode code, Value left, Value right) => new(code, IrType.I32, left, right);

    public static Operation ExtendLow(Value value, int width, bool isSigned) => new(OpCode.ExtendLow, value.Type, value) { Width = width, IsSigned = isSigned };

    public static Operation PointerAdd(Value pointer, long offset) => new(OpCode.PointerAdd, pointer.Type, pointer, Constant.Int64(offset));

    public static Operation Load(IrType type, Value pointer, int width, bool isSigned = false) => new(OpCode.Load, type, pointer) { Width = width, IsSigned = isSigned };

    public static Operation Store(Value pointer, Value value, int width) => new(OpCode.Store, IrType.Void, pointer, value) { Width = width };

    public static Operation Alloca(long size, int align, string? name) =>
        new(OpCode.Alloca, IrType.Pointer(AddressSpace.Stack)) { Size = size, Align = align, Name = name };

    public static Operation Jump(Block target) => new(OpCode.Jump, IrType.Void) { Targets = [target] };

    public static Operation Branch(Value condition, Block whenTrue, Block whenFalse) =>
        new(OpCode.Branch, IrType.Void, condition) { Targets = [whenTrue, whenFalse] };

    /// <summary>The integer type a value of so many bytes is computed in.</summary>
    public static IrType IntegerFor(int width) => width == 8 ? IrType.I64 : IrType.I32;
}
