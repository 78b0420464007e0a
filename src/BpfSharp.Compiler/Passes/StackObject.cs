// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>One use of a stack object: a load, a store, or one side of a block operation.</summary>
internal readonly record struct StackAccess(Operation User, int OperandIndex, long Offset, long Size)
{
    public long End => Offset + Size;

    /// <summary>A load or store, which needs its bytes in one piece.</summary>
    public bool IsWhole => User.Code is OpCode.Load or OpCode.Store;

    public bool IsPointer => User.Code == OpCode.Load ? User.Type.IsPointer : User.Code == OpCode.Store && User.Operands[1].Type.IsPointer;
}

/// <summary>All that happens to an alloca, when it happens at constant offsets.</summary>
internal sealed class StackObject
{
    private StackObject(Operation alloca) => Alloca = alloca;

    public Operation Alloca { get; }
    public List<StackAccess> Accesses { get; } = [];

    /// <summary>The PointerAdds that lead to the accesses; dead once these are rewritten.</summary>
    public List<Operation> Paths { get; } = [];

    /// <summary>Null when the address goes anywhere the uses cannot be followed, or an access is volatile or out of bounds.</summary>
    public static StackObject? Trace(Operation alloca)
    {
        var result = new StackObject(alloca);
        var work = new Stack<(Operation Pointer, long Offset)>();
        work.Push((alloca, 0));
        while (work.TryPop(out var top))
        {
            foreach (var user in top.Pointer.Users)
            {
                if (user.Code == OpCode.PointerAdd && ReferenceEquals(user.Operands[0], top.Pointer) && user.Operands[1] is Constant step)
                {
                    result.Paths.Add(user);
                    work.Push((user, top.Offset + step.Number));
                }
                else if (!result.Add(user, top.Pointer, top.Offset))
                {
                    return null;
                }
            }
        }

        return result;
    }

    private bool Add(Operation user, Value pointer, long offset)
    {
        var size = user.Code switch
        {
            OpCode.Load => user.Width,
            OpCode.Store when !ReferenceEquals(user.Operands[1], pointer) => user.Width,
            OpCode.MemoryCopy when !ReferenceEquals(user.Operands[0], user.Operands[1]) => user.Size,
            OpCode.MemorySet when user.Operands[1] is Constant => user.Size,
            _ => -1,
        };
        if (size < 0 || user.IsVolatile || offset < 0 || offset + size > Alloca.Size)
        {
            return false;
        }

        var index = ReferenceEquals(user.Operands[0], pointer) ? 0 : 1;
        // A copy inside one object would be rewritten from both sides at once.
        if (user.Code == OpCode.MemoryCopy && ReferenceEquals(PointerPath.Of(user.Operands[1 - index]).Base, Alloca))
        {
            return false;
        }

        Accesses.Add(new StackAccess(user, index, offset, size));
        return true;
    }
}
