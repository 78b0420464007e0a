// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Ir;

/// <summary>One operation of the SSA form; the value it computes is the object itself.</summary>
internal sealed class Operation : Value
{
    private static readonly List<Block> NoBlocks = [];

    /// <summary>What cannot be left out though its result is unused, by opcode.</summary>
    private const ulong Effects = 1UL << (int)OpCode.Store | 1UL << (int)OpCode.MemoryCopy | 1UL << (int)OpCode.MemorySet | 1UL << (int)OpCode.Atomic | 1UL << (int)OpCode.PacketLoad
        | 1UL << (int)OpCode.HelperCall | 1UL << (int)OpCode.Call | 1UL << (int)OpCode.KfuncCall | 1UL << (int)OpCode.Asm
        | 1UL << (int)OpCode.Jump | 1UL << (int)OpCode.Branch | 1UL << (int)OpCode.Switch | 1UL << (int)OpCode.Return | 1UL << (int)OpCode.Unreachable;

    private Value[] operands;
    private int operandCount;

    public Operation(OpCode code, IrType type, params ReadOnlySpan<Value> operands)
        : base(type)
    {
        Code = code;
        Incoming = code == OpCode.Phi ? [] : NoBlocks;
        this.operands = operands.IsEmpty ? [] : operands.ToArray();
        operandCount = operands.Length;
        foreach (var operand in operands)
        {
            operand.AddUser(this);
        }
    }

    public OpCode Code { get; }
    public ArrayView<Value> Operands => new(operands, operandCount);

    /// <summary>The block it stands in; null once removed.</summary>
    public Block? Block { get; internal set; }
    public SourceLocation Location { get; set; }

    /// <summary>For the pass at work; means nothing to another.</summary>
    public int Number { get; set; }

    // Payload; which apply is said at each OpCode.

    /// <summary>Bytes of memory or of the low part: 1, 2, 4 or 8.</summary>
    public int Width { get; init; }
    public bool IsSigned { get; set; }
    public bool IsVolatile { get; init; }
    public long Size { get; set; }
    public int Align { get; set; } = 1;
    public string? Name { get; set; }
    public object? Symbol { get; init; }
    public int HelperId { get; init; }
    public AtomicOperation AtomicKind { get; init; }

    /// <summary>For Atomic: the old value is wanted.</summary>
    public bool HasResult { get; init; }

    /// <summary>Successor blocks of a terminator.</summary>
    public Block[] Targets { get; init; } = [];
    public long[] Cases { get; init; } = [];

    /// <summary>For Phi: the predecessor each operand comes from.</summary>
    public List<Block> Incoming { get; }

    public bool IsTerminator => Code >= OpCode.Jump;
    public bool IsPhi => Code == OpCode.Phi;
    /// <summary>An address that a loader fills in.</summary>
    public bool IsSymbolAddress => Code is OpCode.MapAddress or OpCode.GlobalAddress or OpCode.FunctionAddress or OpCode.KsymAddress;

    public bool IsComparison => Code is >= OpCode.Equal and <= OpCode.SGreaterEqual;
    public bool IsCall => Code is OpCode.HelperCall or OpCode.Call or OpCode.KfuncCall;

    /// <summary>True when removing it, its result unused, would be noticed.</summary>
    public bool HasSideEffects => IsVolatile || (Effects >> (int)Code & 1) != 0;

    public void SetOperand(int index, Value value)
    {
        operands[index].RemoveUser(this);
        operands[index] = value;
        value.AddUser(this);
    }

    public void AddOperand(Value value)
    {
        if (operandCount == operands.Length)
        {
            Array.Resize(ref operands, Math.Max(2, operandCount * 2));
        }

        operands[operandCount++] = value;
        value.AddUser(this);
    }

    /// <summary>Adds a phi operand arriving from <paramref name="from"/>.</summary>
    public void AddIncoming(Value value, Block from)
    {
        AddOperand(value);
        Incoming.Add(from);
    }

    public void RemoveIncoming(Block from)
    {
        for (var i = Incoming.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(Incoming[i], from))
            {
                operands[i].RemoveUser(this);
                operands.AsSpan(i + 1, --operandCount - i).CopyTo(operands.AsSpan(i));
                operands[operandCount] = null!;
                Incoming.RemoveAt(i);
            }
        }
    }

    /// <summary>The operand arriving from <paramref name="from"/>.</summary>
    public Value IncomingFrom(Block from) => operands[Incoming.IndexOf(from)];

    /// <summary>Lets go of its operands and leaves its block, whose list still holds it until <see cref="Block.Sweep"/>: for passes that remove many.</summary>
    public void Release()
    {
        Block = null;
        Forget();
    }

    /// <summary>Takes it out of its block and lets go of its operands. Nothing may use it any more.</summary>
    public void Remove()
    {
        Block?.Detach(this);
        Forget();
    }

    private void Forget()
    {
        for (var i = 0; i < operandCount; i++)
        {
            operands[i].RemoveUser(this);
        }

        (operands, operandCount) = ([], 0);
        if (IsPhi)
        {
            Incoming.Clear();
        }
    }

    /// <summary>Replaces all uses by <paramref name="value"/> and removes it.</summary>
    public void ReplaceWith(Value value)
    {
        ReplaceAllUsesWith(value);
        Remove();
    }

    /// <summary>A copy with the same payload, other operands, and possibly other targets; in no block.</summary>
    public Operation Clone(ReadOnlySpan<Value> newOperands, Block[]? newTargets = null) => new(Code, Type, newOperands)
    {
        Location = Location, Width = Width, IsSigned = IsSigned, IsVolatile = IsVolatile, Size = Size, Align = Align, Name = Name, Symbol = Symbol,
        HelperId = HelperId, AtomicKind = AtomicKind, HasResult = HasResult, Targets = newTargets ?? Targets, Cases = Cases,
    };
}
