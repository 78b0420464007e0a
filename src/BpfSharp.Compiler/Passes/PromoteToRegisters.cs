// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Turns stack slots that are only loaded and stored, in one width, into SSA values with phis where they are needed.</summary>
/// <remarks>
/// Phis are pruned: none where the variable is not read before it is written. What is read before any write is <see cref="Undefined"/>.
/// Loads may be narrower than the slot's stores (the low bytes on a little-endian machine). O(blocks × slots).
/// <code>store4 x, a; … v = load4 x; r = add v, 1   =>   r = add a, 1</code></remarks>
internal sealed class PromoteToRegisters : IFunctionPass
{
    public string Name => "mem2reg";

    public bool Run(Function function, PassContext context)
    {
        var changed = Edges.RemoveUnreachable(function);
        var slots = FindSlots(function);
        if (slots.Count == 0)
        {
            return changed;
        }

        new Promotion(function, slots).Run();
        return true;
    }

    /// <summary>Allocas get the index of their slot as number, others -1.</summary>
    private static List<Slot> FindSlots(Function function)
    {
        var slots = new List<Slot>();
        foreach (var operation in function.Entry.Operations)
        {
            if (operation.Code == OpCode.Alloca)
            {
                operation.Number = -1;
                if (Slot.TryMake(operation, slots.Count) is { } slot)
                {
                    operation.Number = slot.Index;
                    slots.Add(slot);
                }
            }
        }

        return slots;
    }

    private sealed class Slot(Operation alloca, int index, int width, bool isPointer)
    {
        public Operation Alloca { get; } = alloca;
        public int Index { get; } = index;
        public IrType Type { get; } = isPointer ? IrType.Pointer(AddressSpace.Unresolved) : Make.IntegerFor(width);

        public static Slot? TryMake(Operation alloca, int index)
        {
            var width = 0;
            var loadWidth = 0;
            var isPointer = false;
            foreach (var user in alloca.Users)
            {
                if (user.IsVolatile || user.Code is not (OpCode.Load or OpCode.Store) || (user.Code == OpCode.Store && ReferenceEquals(user.Operands[1], alloca)))
                {
                    return null;
                }

                if (user.Code == OpCode.Load)
                {
                    loadWidth = Math.Max(loadWidth, user.Width);
                    isPointer |= user.Type.IsPointer;
                }
                else
                {
                    isPointer |= user.Operands[1].Type.IsPointer;
                    if (width != 0 && width != user.Width)
                    {
                        return null;
                    }

                    width = user.Width;
                }
            }

            if (width != 0 && loadWidth > width)
            {
                return null;
            }

            return new Slot(alloca, index, Math.Max(width, loadWidth), isPointer);
        }
    }

    private sealed class Promotion
    {
        private readonly List<Slot> slots;
        private readonly ControlFlow flow;
        private readonly Dominators dominators;

        /// <summary>For each block the phis placed in it.</summary>
        private readonly List<(Slot Slot, Operation Phi)>?[] phis;

        /// <summary>For each block the slots' values at its end; a block that changes none shares its dominator's.</summary>
        private readonly Value?[][] valuesAtEnd;

        // For each block the last slot that was found to be written in it, live into it, given a phi in it.
        private readonly int[] kills;
        private readonly int[] live;
        private readonly int[] placed;
        private readonly Stack<Block> work = [];

        public Promotion(Function function, List<Slot> slots)
        {
            this.slots = slots;
            flow = ControlFlow.Of(function);
            dominators = flow.Dominators;
            var count = flow.ReversePostOrder.Count;
            phis = new List<(Slot Slot, Operation Phi)>?[count];
            valuesAtEnd = new Value?[count][];
            (kills, live, placed) = (new int[count], new int[count], new int[count]);
            Array.Fill(kills, -1);
            Array.Fill(live, -1);
            Array.Fill(placed, -1);
        }

        public void Run()
        {
            PlacePhis();
            foreach (var block in flow.ReversePostOrder)
            {
                RewriteBlock(block);
            }

            ConnectPhis();
            foreach (var slot in slots)
            {
                slot.Alloca.Release();
            }

            flow.ReversePostOrder[0].Sweep();
        }

        private void PlacePhis()
        {
            var writers = new List<Block>[slots.Count];
            var readers = new List<Block>[slots.Count];
            CollectAccesses(writers, readers);
            var frontiers = dominators.Frontiers();
            foreach (var slot in slots)
            {
                FindLive(slot.Index, writers[slot.Index], readers[slot.Index]);
                Push(writers[slot.Index]);
                while (work.TryPop(out var block))
                {
                    foreach (var join in frontiers[flow.Number(block)] ?? [])
                    {
                        var number = flow.Number(join);
                        if (live[number] == slot.Index && placed[number] != slot.Index)
                        {
                            placed[number] = slot.Index;
                            (phis[number] ??= []).Add((slot, new Operation(OpCode.Phi, slot.Type)));
                            work.Push(join);
                        }
                    }
                }
            }
        }

        private void Push(List<Block> blocks)
        {
            foreach (var block in blocks)
            {
                work.Push(block);
            }
        }

        /// <summary>Which blocks write each slot, and which read it before writing it.</summary>
        private void CollectAccesses(List<Block>[] writers, List<Block>[] readers)
        {
            for (var i = 0; i < writers.Length; i++)
            {
                (writers[i], readers[i]) = ([], []);
            }

            foreach (var block in flow.ReversePostOrder)
            {
                foreach (var operation in block.Operations)
                {
                    if (SlotOf(operation) is not { } slot)
                    {
                        continue;
                    }

                    var isWritten = writers[slot.Index] is [.., var last] && ReferenceEquals(last, block);
                    if (operation.Code == OpCode.Store && !isWritten)
                    {
                        writers[slot.Index].Add(block);
                    }
                    else if (operation.Code == OpCode.Load && !isWritten)
                    {
                        readers[slot.Index].Add(block);
                    }
                }
            }
        }

        /// <summary>Marks the blocks at whose beginning the slot's value is still wanted.</summary>
        private void FindLive(int slot, List<Block> writers, List<Block> readers)
        {
            foreach (var writer in writers)
            {
                kills[flow.Number(writer)] = slot;
            }

            Push(readers);
            while (work.TryPop(out var block))
            {
                if (live[flow.Number(block)] == slot)
                {
                    continue;
                }

                live[flow.Number(block)] = slot;
                foreach (var predecessor in flow.Predecessors(block))
                {
                    if (kills[flow.Number(predecessor)] != slot)
                    {
                        work.Push(predecessor);
                    }
                }
            }
        }

        private Slot? SlotOf(Operation access) =>
            access.Code is OpCode.Load or OpCode.Store && access.Operands[0] is Operation { Code: OpCode.Alloca, Number: >= 0 } alloca ? slots[alloca.Number] : null;

        private bool Touches(Block block)
        {
            foreach (var operation in block.Operations)
            {
                if (SlotOf(operation) is not null)
                {
                    return true;
                }
            }

            return false;
        }

        private void RewriteBlock(Block block)
        {
            var number = flow.Number(block);
            var values = valuesAtEnd[number] = dominators.ImmediateDominator(block) is { } parent ? valuesAtEnd[flow.Number(parent)] : new Value?[slots.Count];
            if (phis[number] is null && !Touches(block))
            {
                return;
            }

            values = valuesAtEnd[number] = (Value?[])values.Clone();
            var result = new List<Operation>(block.Operations.Count);
            foreach (var (slot, phi) in phis[number] ?? [])
            {
                values[slot.Index] = phi;
                result.Add(phi);
            }

            foreach (var operation in block.Operations)
            {
                if (SlotOf(operation) is not { } slot)
                {
                    result.Add(operation);
                    continue;
                }

                if (operation.Code == OpCode.Store)
                {
                    values[slot.Index] = Conversion.To(operation.Operands[1], slot.Type, operation.Location, result);
                }
                else
                {
                    var value = values[slot.Index];
                    operation.ReplaceAllUsesWith(value is null or Undefined ? new Undefined(operation.Type) : Conversion.AsLoaded(value, operation, result));
                }

                operation.Release();
            }

            block.SetOperations(result);
        }

        private void ConnectPhis()
        {
            foreach (var block in flow.ReversePostOrder)
            {
                foreach (var (slot, phi) in phis[flow.Number(block)] ?? [])
                {
                    foreach (var predecessor in flow.Predecessors(block))
                    {
                        phi.AddIncoming(valuesAtEnd[flow.Number(predecessor)][slot.Index] ?? new Undefined(slot.Type), predecessor);
                    }
                }
            }
        }
    }
}
