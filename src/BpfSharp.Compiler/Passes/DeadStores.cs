// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Removes stores to the stack that are overwritten in the same block before anything can read them.</summary>
/// <remarks>Walks each block from its end. Only constant offsets; anything that might read the object ends the search for it. Linear.
/// <code>store.64 a, 0; store.64 a, 5   =>   store.64 a, 5</code></remarks>
internal sealed class DeadStores : IFunctionPass
{
    public string Name => "dead-stores";

    public bool Run(Function function, PassContext context)
    {
        var changed = false;
        foreach (var block in function.Blocks)
        {
            changed |= RunBlock(block);
        }

        return changed;
    }

    private static bool RunBlock(Block block)
    {
        // By object the bytes that will be overwritten before they are read.
        var overwritten = new Dictionary<Value, HashSet<long>>();
        var changed = false;
        for (var i = block.Operations.Count - 1; i >= 0; i--)
        {
            var operation = block.Operations[i];
            if (operation.Code == OpCode.Store && !operation.IsVolatile && PointerPath.Of(operation.Operands[0]) is { Base: Operation { Code: OpCode.Alloca } target } path)
            {
                var bytes = overwritten.TryGetValue(target, out var known) ? known : overwritten[target] = [];
                if (Covers(bytes, path.Offset, operation.Width))
                {
                    operation.Release();
                    changed = true;
                    continue;
                }

                for (var b = 0; b < operation.Width; b++)
                {
                    bytes.Add(path.Offset + b);
                }
            }
            else if (operation.Code is OpCode.Load or OpCode.MemoryCopy or OpCode.MemoryCompare)
            {
                Forget(overwritten, operation);
            }
            else if (operation.HasSideEffects && operation.Code is not (OpCode.Store or OpCode.MemorySet or OpCode.Jump or OpCode.Branch or OpCode.Switch))
            {
                overwritten.Clear();
            }
        }

        if (changed)
        {
            block.Sweep();
        }

        return changed;
    }

    private static bool Covers(HashSet<long> bytes, long offset, int width)
    {
        for (var b = 0; b < width; b++)
        {
            if (!bytes.Contains(offset + b))
            {
                return false;
            }
        }

        return true;
    }

    private static void Forget(Dictionary<Value, HashSet<long>> overwritten, Operation reader)
    {
        foreach (var operand in reader.Operands)
        {
            if (!operand.Type.IsPointer)
            {
                continue;
            }

            var target = PointerPath.ObjectOf(operand);
            if (target is Operation { Code: OpCode.Alloca })
            {
                overwritten.Remove(target);
            }
            else
            {
                overwritten.Clear();
            }
        }
    }
}
