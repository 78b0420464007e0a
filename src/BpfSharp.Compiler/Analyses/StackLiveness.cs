// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Passes;

namespace BpfSharp.Compiler.Analyses;

/// <summary>Which bytes of the stack objects may still be read, backwards over all paths. A function's objects die with it.</summary>
/// <remarks>
/// Covers objects whose address is only accessed through, stepped and passed to calls. No BPF helper keeps a pointer to the stack, so a call can read the
/// objects it is given and no others. Objects whose address is stored, merged or returned by a call are not tracked: their bytes are nobody's business here.
/// </remarks>
internal sealed class StackLiveness
{
    /// <summary>Beyond the kernel's stack size several times over, tracking is not worth its memory.</summary>
    private const int ByteLimit = 4096;

    private readonly ControlFlow flow;
    private readonly Dictionary<Value, int> firstBit = [];
    private readonly BitSet[] liveIn;
    private readonly int size;

    public StackLiveness(Function function, ControlFlow flow)
    {
        this.flow = flow;
        foreach (var alloca in function.Entry.Operations)
        {
            if (alloca.Code == OpCode.Alloca && size + alloca.Size <= ByteLimit && IsTrackable(alloca))
            {
                firstBit.Add(alloca, size);
                size += (int)alloca.Size;
            }
        }

        liveIn = BitSet.Many(flow.ReversePostOrder.Count, size);
        Solve();
    }

    /// <summary>Nothing to track.</summary>
    public bool IsEmpty => size == 0;

    /// <summary>One number per tracked byte.</summary>
    public BitSet NewSet() => new(size);

    public BitSet LiveIn(Block block) => liveIn[flow.Number(block)];

    public BitSet LiveOut(Block block)
    {
        var live = NewSet();
        foreach (var successor in block.Successors)
        {
            live.UnionWith(LiveIn(successor));
        }

        return live;
    }

    /// <summary>From what is read after the operation to what is read from it on.</summary>
    public void StepBack(Operation operation, BitSet live)
    {
        if (Written(operation) is (var first, var count))
        {
            live.RemoveRange(first, count);
        }

        for (var i = 0; i < operation.Operands.Count; i++)
        {
            if (Read(operation, i) is (var start, var length))
            {
                live.AddRange(start, length);
            }
        }
    }

    /// <summary>The bytes an operation surely overwrites.</summary>
    public (int First, int Count)? Written(Operation operation)
    {
        var length = operation.Code == OpCode.HelperCall && !(HelperTable.FillsFirstArgument(operation.HelperId) && operation.Operands[1] is Constant) ? 0 : WrittenLength(operation);
        return length > 0 && Range(operation.Operands[0], length) is { } range && range.IsExact ? (range.First, range.Count) : null;
    }

    /// <summary>The bytes an operation may write or read through one of its operands.</summary>
    public (int First, int Count)? Touched(Operation operation, int index)
    {
        var written = index == 0 ? WrittenLength(operation) : 0;
        return written > 0 && Range(operation.Operands[0], written) is { } range ? (range.First, range.Count) : Read(operation, index);
    }

    /// <summary>How much is written through the first operand at most.</summary>
    private static long WrittenLength(Operation operation) => operation.Code switch
    {
        OpCode.Store => operation.Width,
        OpCode.MemoryCopy or OpCode.MemorySet => operation.Size,
        OpCode.HelperCall when HelperTable.WritesFirstArgument(operation.HelperId) =>
            HelperTable.FillsFirstArgument(operation.HelperId) && operation.Operands[1] is Constant constant ? constant.Number : long.MaxValue,
        _ => 0,
    };

    /// <summary>The bytes an operation may read through one of its operands.</summary>
    public (int First, int Count)? Read(Operation operation, int index)
    {
        if (!operation.Operands[index].Type.IsPointer || operation.IsComparison || operation.IsPhi || operation.Code == OpCode.PointerAdd)
        {
            return null;
        }

        var length = (operation.Code, index) switch
        {
            (OpCode.Store or OpCode.MemoryCopy or OpCode.MemorySet, 0) => 0,
            (OpCode.HelperCall, 0) when HelperTable.WritesFirstArgument(operation.HelperId) => 0,
            (OpCode.Load, _) => operation.Width,
            (OpCode.MemoryCopy or OpCode.MemoryCompare, _) => operation.Size,
            _ => long.MaxValue,
        };
        return length > 0 && Range(operation.Operands[index], length) is { } range ? (range.First, range.Count) : null;
    }

    /// <summary>Where in the sets the bytes at a pointer stand; the whole object when the place is not known.</summary>
    private (int First, int Count, bool IsExact)? Range(Value pointer, long length)
    {
        if (PointerPath.ObjectOf(pointer) is not Operation { Code: OpCode.Alloca } alloca || !firstBit.TryGetValue(alloca, out var first))
        {
            return null;
        }

        var path = PointerPath.Of(pointer);
        return ReferenceEquals(path.Base, alloca) && path.Offset >= 0 && length <= alloca.Size - path.Offset
            ? (first + (int)path.Offset, (int)length, true)
            : (first, (int)alloca.Size, false);
    }

    private void Solve()
    {
        if (size == 0)
        {
            return;
        }

        var written = BitSet.Many(liveIn.Length, size);
        for (var i = 0; i < liveIn.Length; i++)
        {
            Summarise(flow.ReversePostOrder[i], liveIn[i], written[i]);
        }

        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = liveIn.Length - 1; i >= 0; i--)
            {
                foreach (var successor in flow.ReversePostOrder[i].Successors)
                {
                    changed |= liveIn[i].UnionWithDifference(LiveIn(successor), written[i]);
                }
            }
        }
    }

    /// <summary>What a block reads before it writes it, and all it writes.</summary>
    private void Summarise(Block block, BitSet reads, BitSet writes)
    {
        for (var i = block.Operations.Count - 1; i >= 0; i--)
        {
            var operation = block.Operations[i];
            StepBack(operation, reads);
            if (Written(operation) is (var first, var count))
            {
                writes.AddRange(first, count);
            }
        }
    }

    private static bool IsTrackable(Operation alloca)
    {
        var work = new Stack<Operation>([alloca]);
        while (work.TryPop(out var pointer))
        {
            foreach (var user in pointer.Users)
            {
                if (user.Code == OpCode.PointerAdd)
                {
                    work.Push(user);
                }
                else if (!KeepsInSight(user, pointer))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool KeepsInSight(Operation user, Value pointer) => user.Code switch
    {
        OpCode.Load or OpCode.MemoryCopy or OpCode.MemorySet or OpCode.MemoryCompare or OpCode.HelperCall => true,
        OpCode.Store => !ReferenceEquals(user.Operands[1], pointer),
        OpCode.Atomic => ReferenceEquals(user.Operands[0], pointer),
        // May hand out the pointer it was given.
        OpCode.Call or OpCode.KfuncCall => !user.Type.IsPointer,
        _ => user.IsComparison,
    };
}
