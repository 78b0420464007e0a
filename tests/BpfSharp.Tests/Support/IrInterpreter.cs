// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Compiler.Ir;
using BpfSharp.Isa;

namespace BpfSharp.Tests.Support;

/// <summary>
/// Runs IR as docs/ir.md defines it: an oracle for lowering and passes. Memory is one array; addresses outside it, and reads of what was freed, throw.
/// <code>var machine = new IrInterpreter(IrParser.Parse(text)); var result = machine.Run("f", 1, 2);</code>
/// Compare a function before and after a pass by its result, <see cref="HelperCalls"/> and <see cref="ReadGlobal"/>.
/// </summary>
internal sealed class IrInterpreter(Module module)
{
    private const long Base = 0x10000;

    /// <summary>How much further an arena's memory is by the pointers that user space shares.</summary>
    private const long ArenaStart = 1L << 44;
    private const int StepLimit = 5_000_000;
    private readonly byte[] memory = new byte[1 << 20];
    private readonly Dictionary<object, long> symbols = new(ReferenceEqualityComparer.Instance);
    private int used = 64;
    private int symbolsAt = 1 << 20;
    private int steps;

    /// <summary>Helper number and arguments to result; 0 unless set.</summary>
    public Func<int, long[], long> Helper { get; set; } = (_, _) => 0;

    /// <summary>What ContextArgument gives.</summary>
    public long[] ContextArguments { get; set; } = [];

    /// <summary>"14(1, 2)" for each helper or kfunc call made, in order. Addresses are not comparable between differently compiled functions.</summary>
    public List<string> HelperCalls { get; } = [];

    /// <summary>Runs a function; an i32 result comes sign-extended, void gives 0.</summary>
    public long Run(string name, params ReadOnlySpan<long> arguments) => Run(module.Functions.First(f => f.Name == name), arguments);

    /// <summary>Places bytes in memory, for a context or a buffer.</summary>
    public long Allocate(ReadOnlySpan<byte> bytes)
    {
        used = (used + 15) & ~15;
        var address = Base + used;
        bytes.CopyTo(memory.AsSpan(used));
        used += Math.Max(1, bytes.Length);
        return address;
    }

    public Span<byte> At(long address, long size)
    {
        var start = address - Base;
        if (start < 0 || size < 0 || start + size > memory.Length || (start < symbolsAt && start + size > used))
        {
            throw new InvalidOperationException($"access of {size} bytes at {address:x}");
        }

        return memory.AsSpan((int)start, (int)size);
    }

    public byte[] ReadGlobal(string name)
    {
        var global = module.Globals.First(g => g.Name == name);
        return At(AddressOf(global), global.Contents.Length).ToArray();
    }

    private long Run(Function function, ReadOnlySpan<long> arguments)
    {
        var values = new Dictionary<Value, long>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < function.Parameters.Count; i++)
        {
            values[function.Parameters[i]] = Fit(arguments[i], function.Parameters[i].Type);
        }

        var frame = used;
        Block? from = null;
        var block = function.Entry;
        while (true)
        {
            var phis = block.Phis.Select(p => (p, Get(values, p.IncomingFrom(from!)))).ToList();
            foreach (var (phi, value) in phis)
            {
                values[phi] = value;
            }

            foreach (var operation in block.Operations.Skip(phis.Count))
            {
                if (++steps > StepLimit)
                {
                    throw new InvalidOperationException("endless");
                }

                if (operation.Code == OpCode.Return)
                {
                    memory.AsSpan(frame, used - frame).Fill(0xdb);
                    var result = operation.Operands.Count > 0 ? Get(values, operation.Operands[0]) : 0;
                    used = frame;
                    return result;
                }

                if (operation.IsTerminator)
                {
                    (from, block) = (block, Next(operation, values));
                    break;
                }

                var computed = Execute(operation, operation.Operands.Select(o => Get(values, o)).ToArray());
                if (!operation.Type.IsVoid)
                {
                    values[operation] = Fit(computed, operation.Type);
                }
            }
        }
    }

    private Block Next(Operation o, Dictionary<Value, long> values)
    {
        switch (o.Code)
        {
            case OpCode.Jump:
                return o.Targets[0];
            case OpCode.Branch:
                return o.Targets[Get(values, o.Operands[0]) != 0 ? 0 : 1];
            case OpCode.Switch:
                return o.Targets[Array.IndexOf(o.Cases, Get(values, o.Operands[0])) + 1];
            default:
                throw new InvalidOperationException("reached unreachable code");
        }
    }

    private static long Fit(long value, IrType type) => type.Kind == IrKind.I32 ? (int)value : value;

    private static long Get(Dictionary<Value, long> values, Value value) => value switch
    {
        Constant c => c.Number,
        Undefined => 0,
        _ => values[value],
    };

    private long Execute(Operation o, long[] a)
    {
        var narrow = o.Operands.Count > 0 && o.Operands[0].Type.Kind == IrKind.I32;
        switch (o.Code)
        {
            case >= OpCode.Add and <= OpCode.AShr:
                return Arithmetic(o.Code, a[0], a[1], narrow);
            case >= OpCode.Equal and <= OpCode.SGreaterEqual:
                return Compare(o.Code, a[0], a[1], narrow) ? 1 : 0;
            case OpCode.Neg:
                return -a[0];
            case OpCode.ByteSwap:
                return (long)(BinaryPrimitives.ReverseEndianness((ulong)a[0]) >> (64 - (o.Width * 8)));
            case OpCode.ExtendLow:
                return Extend(a[0], o.Width, o.IsSigned);
            case OpCode.ZeroExtend:
                return (uint)a[0];
            case OpCode.Truncate or OpCode.SignExtend or OpCode.ToPointer or OpCode.ToInteger:
                return a[0];
            case OpCode.ArenaToKernel:
                return a[0] == 0 ? 0 : a[0] - ArenaStart;
            case OpCode.ArenaToUser:
                return a[0] == 0 ? 0 : a[0] + ArenaStart;
            case OpCode.Select:
                return a[0] != 0 ? a[1] : a[2];
            case OpCode.Alloca:
                return AllocateSlot(o);
            case OpCode.PointerAdd:
                return a[0] + a[1];
            case OpCode.Load:
                return Extend(ReadNumber(a[0], o.Width), o.Width, o.IsSigned);
            case OpCode.Store:
                WriteNumber(a[0], a[1], o.Width);
                return 0;
            case OpCode.MemoryCopy:
                At(a[1], o.Size).ToArray().CopyTo(At(a[0], o.Size));
                return 0;
            case OpCode.MemorySet:
                At(a[0], o.Size).Fill((byte)a[1]);
                return 0;
            case OpCode.MemoryCompare:
                return Math.Sign(At(a[0], o.Size).SequenceCompareTo(At(a[1], o.Size)));
            case OpCode.Atomic:
                return Atomic(o, a);
            case OpCode.MapAddress or OpCode.GlobalAddress or OpCode.FunctionAddress or OpCode.KsymAddress:
                return AddressOf(o.Symbol!) + (o.Symbol is GlobalVariable { Section: ".addr_space.1" } ? ArenaStart : 0);
            case OpCode.HelperCall:
                HelperCalls.Add($"{o.HelperId}({string.Join(", ", a)})");
                return Helper(o.HelperId, a);
            case OpCode.KfuncCall:
                HelperCalls.Add($"{o.Symbol}({string.Join(", ", a)})");
                return Helper(-1, a);
            case OpCode.Call:
                return Run((Function)o.Symbol!, a);
            case OpCode.Asm when o.Symbol is AsmPayload { Template.Length: 0 } payload:
                return payload.TiedOperand is var tied and >= 0 ? a[tied] : 0;
            case OpCode.ContextArgument:
                return ContextArguments[o.Size];
            default:
                throw new InvalidOperationException($"cannot run {o.Code}");
        }
    }

    private long AllocateSlot(Operation o)
    {
        var address = Allocate(new byte[o.Size]);
        At(address, o.Size).Fill(0xa5); // what nobody initialised is not zero
        return address;
    }

    private long AddressOf(object symbol)
    {
        symbol = symbol is string s ? string.Intern(s) : symbol;
        if (symbols.TryGetValue(symbol, out var known))
        {
            return known;
        }

        // Symbols outlive calls: they go to the far end of memory.
        var bytes = symbol is GlobalVariable g ? g.Contents : new byte[64];
        symbolsAt -= (bytes.Length + 15) & ~15;
        bytes.CopyTo(memory.AsSpan(symbolsAt));
        var address = Base + symbolsAt;
        symbols.Add(symbol, address);
        if (symbol is GlobalVariable global)
        {
            foreach (var (offset, target, addend) in global.Addresses)
            {
                BinaryPrimitives.WriteInt64LittleEndian(memory.AsSpan((int)(address - Base) + offset), AddressOf(target) + addend);
            }
        }

        return address;
    }

    private long ReadNumber(long address, int width)
    {
        Span<byte> buffer = stackalloc byte[8];
        At(address, width).CopyTo(buffer);
        return BinaryPrimitives.ReadInt64LittleEndian(buffer);
    }

    private void WriteNumber(long address, long value, int width)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, value);
        buffer[..width].CopyTo(At(address, width));
    }

    private static long Extend(long value, int width, bool isSigned)
    {
        var shift = 64 - (width * 8);
        return isSigned ? value << shift >> shift : (long)((ulong)value << shift >> shift);
    }

    private long Atomic(Operation o, long[] a)
    {
        var old = Extend(ReadNumber(a[0], o.Width), o.Width, true);
        var now = o.AtomicKind switch
        {
            AtomicOperation.Add => old + a[1],
            AtomicOperation.Or => old | a[1],
            AtomicOperation.And => old & a[1],
            AtomicOperation.Xor => old ^ a[1],
            AtomicOperation.CmpXchg => old == Extend(a[2], o.Width, true) ? a[1] : old,
            AtomicOperation.LoadAcquire => old,
            _ => a[1],
        };
        WriteNumber(a[0], now, o.Width);
        return old;
    }

    private static long Arithmetic(OpCode code, long a, long b, bool narrow)
    {
        var (ua, ub, mask) = narrow ? ((ulong)(uint)a, (ulong)(uint)b, 31) : ((ulong)a, (ulong)b, 63);
        return code switch
        {
            OpCode.Add => a + b,
            OpCode.Sub => a - b,
            OpCode.Mul => a * b,
            OpCode.UDiv => ub == 0 ? 0 : (long)(ua / ub),
            OpCode.URem => ub == 0 ? a : (long)(ua % ub),
            OpCode.SDiv => b == 0 ? 0 : b == -1 ? -a : a / b,
            OpCode.SRem => b == 0 ? a : b == -1 ? 0 : a % b,
            OpCode.And => a & b,
            OpCode.Or => a | b,
            OpCode.Xor => a ^ b,
            OpCode.Shl => a << (int)(b & mask),
            OpCode.LShr => (long)(ua >> (int)(b & mask)),
            _ => a >> (int)(b & mask),
        };
    }

    private static bool Compare(OpCode code, long a, long b, bool narrow)
    {
        var (ua, ub) = narrow ? ((uint)a, (uint)b) : ((ulong)a, (ulong)b);
        return code switch
        {
            OpCode.Equal => a == b,
            OpCode.NotEqual => a != b,
            OpCode.ULess => ua < ub,
            OpCode.ULessEqual => ua <= ub,
            OpCode.UGreater => ua > ub,
            OpCode.UGreaterEqual => ua >= ub,
            OpCode.SLess => a < b,
            OpCode.SLessEqual => a <= b,
            OpCode.SGreater => a > b,
            _ => a >= b,
        };
    }
}
