// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Ir;

/// <summary>Appends operations to a block. It folds nothing: that is what passes are for.</summary>
internal sealed class IrBuilder(Function function)
{
    private int allocas;

    public Function Function { get; } = function;

    /// <summary>Where operations go.</summary>
    public Block Block { get; set; } = function.AddBlock();

    /// <summary>Given to each operation made.</summary>
    public SourceLocation Location { get; set; }

    public Operation Add(Operation operation)
    {
        operation.Location = Location;
        return Block.Append(operation);
    }

    public Operation Make(OpCode code, IrType type, params ReadOnlySpan<Value> operands) => Add(new Operation(code, type, operands));

    /// <summary>An operation of the first operand's type.</summary>
    public Operation Arithmetic(OpCode code, Value left, Value right) => Make(code, left.Type, left, right);

    /// <summary>With a constant of the left operand's type on the right.</summary>
    public Operation Arithmetic(OpCode code, Value left, long right) => Make(code, left.Type, left, new Constant(left.Type, right));

    public Operation Compare(OpCode code, Value left, Value right) => Make(code, IrType.I32, left, right);

    public Operation Compare(OpCode code, Value left, long right) => Make(code, IrType.I32, left, new Constant(left.Type, right));

    public Operation Select(Value condition, Value whenTrue, Value whenFalse) => Make(OpCode.Select, whenTrue.Type, condition, whenTrue, whenFalse);

    /// <summary>A stack slot, placed among the others at the top of the entry block.</summary>
    public Operation Alloca(long size, int align, string? name) =>
        Function.Entry.Insert(allocas++, new Operation(OpCode.Alloca, IrType.Pointer(AddressSpace.Stack)) { Size = size, Align = align, Name = name, Location = Location });

    /// <summary>The pointer itself when the offset is 0.</summary>
    public Value Offset(Value pointer, long offset) => offset == 0 ? pointer : Make(OpCode.PointerAdd, pointer.Type, pointer, Constant.Int64(offset));

    public Operation Load(Value pointer, IrType type, int width, bool isSigned, int align = 1, bool isVolatile = false) =>
        Add(new Operation(OpCode.Load, type, pointer) { Width = width, IsSigned = isSigned, Align = align, IsVolatile = isVolatile });

    public Operation Store(Value pointer, Value value, int width, int align = 1, bool isVolatile = false) =>
        Add(new Operation(OpCode.Store, IrType.Void, pointer, value) { Width = width, Align = align, IsVolatile = isVolatile });

    public Operation Copy(Value destination, Value source, long size, int align = 1) =>
        Add(new Operation(OpCode.MemoryCopy, IrType.Void, destination, source) { Size = size, Align = align });

    public Operation Fill(Value destination, Value value, long size, int align = 1) =>
        Add(new Operation(OpCode.MemorySet, IrType.Void, destination, value) { Size = size, Align = align });

    /// <summary>Sign- or zero-extension of the low <paramref name="width"/> bytes.</summary>
    public Operation Extend(Value value, int width, bool isSigned) => Add(new Operation(OpCode.ExtendLow, value.Type, value) { Width = width, IsSigned = isSigned });

    public Operation HelperCall(int id, IrType type, params ReadOnlySpan<Value> arguments) => Add(new Operation(OpCode.HelperCall, type, arguments) { HelperId = id });

    public void Jump(Block target) => Add(new Operation(OpCode.Jump, IrType.Void) { Targets = [target] });

    public void Branch(Value condition, Block whenTrue, Block whenFalse)
    {
        if (ReferenceEquals(whenTrue, whenFalse))
        {
            Jump(whenTrue);
            return;
        }

        Add(new Operation(OpCode.Branch, IrType.Void, condition) { Targets = [whenTrue, whenFalse] });
    }
}
