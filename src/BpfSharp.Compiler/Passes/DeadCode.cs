// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Removes operations whose results nobody needs, cycles of phis included, and stack objects that are only written.</summary>
/// <remarks>Marks from the operations with effects and sweeps the rest. Keeps the CFG. Linear.
/// <code>a = alloca 8; store8 a, 1; x = phi x, y (unused)   =>   (nothing)</code></remarks>
internal sealed class DeadCode : IFunctionPass
{
    public string Name => "dce";

    public bool Run(Function function, PassContext context)
    {
        var live = new Marks(function);
        var work = new Stack<Operation>();
        // Writes to a stack object count only once something may read the object.
        var writes = new Dictionary<Value, List<Operation>>();
        foreach (var block in function.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                if (!operation.HasSideEffects)
                {
                    continue;
                }

                if (WrittenObject(operation) is { } target)
                {
                    (writes.TryGetValue(target, out var list) ? list : writes[target] = []).Add(operation);
                }
                else
                {
                    Mark(operation);
                }
            }
        }

        while (work.TryPop(out var operation))
        {
            foreach (var operand in operation.Operands)
            {
                if (operand is Operation needed)
                {
                    Mark(needed);
                }
            }
        }

        return Sweep(function, live);

        void Mark(Operation operation)
        {
            if (!live.Add(operation))
            {
                return;
            }

            work.Push(operation);
            if (operation.Code == OpCode.Alloca && writes.Remove(operation, out var waiting))
            {
                foreach (var write in waiting)
                {
                    Mark(write);
                }
            }
        }
    }

    private static Operation? WrittenObject(Operation operation) =>
        operation.Code is OpCode.Store or OpCode.MemoryCopy or OpCode.MemorySet && !operation.IsVolatile
            ? PointerPath.ObjectOf(operation.Operands[0]) as Operation is { Code: OpCode.Alloca } alloca ? alloca : null
            : null;

    private static bool Sweep(Function function, Marks live)
    {
        var changed = false;
        foreach (var block in function.Blocks)
        {
            var dead = false;
            foreach (var operation in block.Operations)
            {
                if (!live.Contains(operation))
                {
                    operation.Release();
                    dead = true;
                }
            }

            if (dead)
            {
                block.Sweep();
                changed = true;
            }
        }

        return changed;
    }
}
