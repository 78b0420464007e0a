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

    private static Dictionary<Operation, Slot> FindSlots(Function function)
    {
        var slots = new Dictionary<Operation, Slot>();
        foreach (var operation in function.Entry.Operations)
        {
            if (operation.Code == OpCode.Alloca && Slot.TryMake(operation, slots.Count) is { } slot)
            {
                slots.Add(operation, slot);
            }
        }

        return slots;
    }

    private sealed class Slot(int index, int width, bool isPointer)
    {
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

            return new Slot(index, Math.Max(width, loadWidth), isPointer);
        }
    }

    private sealed class Promotion
    {
        private readonly Function function;
        private readonly Dictionary<Operation, Slot> slots;
        private readonly ControlFlow flow;
        private readonly Dominators dominators;

        /// <summary>For each block the phis placed in it, by slot.</summary>
        private readonly Dictionary<Slot, Operation>[] phis;
        private readonly Value?[][] valuesAtEnd;

        public Promotion(Function function, Dictionary<Operation, Slot> slots)
        {
            this.function = function;
            this.slots = slots;
            flow = new ControlFlow(function);
            dominators = new Dominators(flow);
            phis = new Dictionary<Slot, Operation>[flow.ReversePostOrder.Count];
            valuesAtEnd = new Value?[flow.ReversePostOrder.Count][];
        }

        public void Run()
        {
            PlacePhis();
            foreach (var block in flow.ReversePostOrder)
            {
                RewriteBlock(block);
            }

            ConnectPhis();
            foreach (var alloca in slots.Keys)
            {
                alloca.Release();
            }

            function.Entry.Sweep();
        }

        private void PlacePhis()
        {
            for (var i = 0; i < phis.Length; i++)
            {
                phis[i] = [];
            }

            var writers = new List<Block>[slots.Count];
            var readers = new List<Block>[slots.Count];
            CollectAccesses(writers, readers);
            var frontiers = dominators.Frontiers();
            foreach (var slot in slots.Values)
            {
                var liveIn = LiveIn(writers[slot.Index], readers[slot.Index]);
                var work = new Stack<Block>(writers[slot.Index]);
                while (work.TryPop(out var block))
                {
                    foreach (var join in frontiers[flow.Number(block)])
                    {
                        if (liveIn.Contains(join) && phis[flow.Number(join)].TryAdd(slot, new Operation(OpCode.Phi, slot.Type)))
                        {
                            work.Push(join);
                        }
                    }
                }
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

        private HashSet<Block> LiveIn(List<Block> writers, List<Block> readers)
        {
            var kills = new HashSet<Block>(writers);
            var live = new HashSet<Block>();
            var work = new Stack<Block>(readers);
            while (work.TryPop(out var block))
            {
                if (!live.Add(block))
                {
                    continue;
                }

                foreach (var predecessor in flow.Predecessors(block))
                {
                    if (!kills.Contains(predecessor))
                    {
                        work.Push(predecessor);
                    }
                }
            }

            return live;
        }

        private Slot? SlotOf(Operation access) =>
            access.Code is OpCode.Load or OpCode.Store && access.Operands[0] is Operation { Code: OpCode.Alloca } alloca ? slots.GetValueOrDefault(alloca) : null;

        private void RewriteBlock(Block block)
        {
            var number = flow.Number(block);
            var values = dominators.ImmediateDominator(block) is { } parent ? (Value?[])valuesAtEnd[flow.Number(parent)].Clone() : new Value?[slots.Count];
            valuesAtEnd[number] = values;
            var result = new List<Operation>(block.Operations.Count);
            // Dictionary order is insertion order here: nothing is ever removed.
            foreach (var (slot, phi) in phis[number])
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
                foreach (var (slot, phi) in phis[flow.Number(block)])
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
