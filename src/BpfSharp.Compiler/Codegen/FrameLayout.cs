// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Gives frame slots their places below r10; slots never needed at the same time share bytes.</summary>
/// <remarks>A slot is needed from where it is touched to where it is touched again, unless a block overwrites all of it first: so locals of a loop's body share.</remarks>
internal sealed class FrameLayout
{
    private const int FrameSize = 512;

    private readonly MachineFunction function;
    private readonly List<FrameSlot> slots = [];
    private readonly Dictionary<FrameSlot, int> indexes = [];
    private static readonly List<SlotReferences> Nothing = [];
    private readonly List<SlotReferences>[] references;

    /// <summary>For one block at a time.</summary>
    private readonly BitSet overwritten;
    private int size;

    private FrameLayout(MachineFunction function)
    {
        this.function = function;
        references = new List<SlotReferences>[function.Blocks.Count];
        for (var i = 0; i < references.Length; i++)
        {
            references[i] = FindReferences(function.Blocks[i]);
        }

        overwritten = new BitSet(slots.Count);
    }

    /// <summary>Places the function's slots.</summary>
    public static FrameLayout Assign(MachineFunction function)
    {
        var layout = new FrameLayout(function);
        layout.size = layout.slots.Count == 0 ? 0 : layout.Place(layout.FindConflicts());
        return layout;
    }

    /// <summary>What the kernel gives a program, all functions in a call chain together.</summary>
    public static int Limit => FrameSize;

    public int Size => size;
    public bool Overflows => size > FrameSize;

    public void ReportOverflow(SourceLocation location, DiagnosticBag diagnostics) =>
        diagnostics.Report(CodegenDiagnostics.StackTooLarge, SourceSpan.At(location), function.Name, size, DescribeLargest());

    private string DescribeLargest()
    {
        var named = slots.FindAll(static s => s.Name is not null);
        named.Sort(static (a, b) => b.Size.CompareTo(a.Size));
        return named.Count == 0 ? "spilled values" : string.Join(", ", named.Take(3).Select(static s => $"'{s.Name}' {s.Size}"));
    }

    /// <summary>Where a block touches each slot. A slot whose address is passed is touched until the call.</summary>
    private List<SlotReferences> FindReferences(MachineBlock block)
    {
        if (!block.Instructions.Exists(static i => i.Slot is not null))
        {
            return Nothing;
        }

        var found = new Dictionary<int, SlotReferences>();
        var passed = new List<int>();
        for (var i = 0; i < block.Instructions.Count; i++)
        {
            var instruction = block.Instructions[i];
            if (instruction.Slot is { } slot)
            {
                Touch(found, IndexOf(slot), i, instruction);
                if (instruction.Kind == MachineKind.FrameAddress)
                {
                    passed.Add(IndexOf(slot));
                }
            }
            else if (instruction.IsCall)
            {
                passed.ForEach(s => Touch(found, s, i, instruction));
                passed.Clear();
            }
        }

        passed.ForEach(s => slots[s].Escapes = true);
        return [.. found.Values];
    }

    private void Touch(Dictionary<int, SlotReferences> found, int slot, int at, MachineInstruction instruction)
    {
        if (!found.TryGetValue(slot, out var known))
        {
            found.Add(slot, known = new SlotReferences(slots[slot], slot, at));
        }

        known.Note(at, instruction);
    }

    private int IndexOf(FrameSlot slot)
    {
        if (!indexes.TryGetValue(slot, out var index))
        {
            indexes.Add(slot, index = slots.Count);
            slots.Add(slot);
        }

        return index;
    }

    private BitSet[] FindConflicts()
    {
        var reached = Propagate(forward: true);
        var needed = Propagate(forward: false);
        var conflicts = BitSet.Many(slots.Count, slots.Count);
        for (var i = 0; i < slots.Count; i++)
        {
            for (var j = 0; slots[i].Escapes && j < slots.Count; j++)
            {
                SetConflict(conflicts, i, j);
            }
        }

        var ranges = new (int First, int Last)[slots.Count];
        var live = new List<int>();
        for (var b = 0; b < references.Length; b++)
        {
            FindRanges(b, reached[b], needed[b], ranges, live);
            for (var i = 0; i < live.Count; i++)
            {
                var mine = ranges[live[i]];
                for (var j = 0; j < i; j++)
                {
                    if (mine.First <= ranges[live[j]].Last && ranges[live[j]].First <= mine.Last)
                    {
                        SetConflict(conflicts, live[i], live[j]);
                    }
                }
            }
        }

        return conflicts;

        static void SetConflict(BitSet[] conflicts, int a, int b)
        {
            if (a != b)
            {
                conflicts[a].Add(b);
                conflicts[b].Add(a);
            }
        }
    }

    /// <summary>Which slots are live in a block, and where: touched before, and touched again later.</summary>
    private void FindRanges(int block, BitSet reached, BitSet needed, (int First, int Last)[] ranges, List<int> live)
    {
        live.Clear();
        foreach (var slot in reached)
        {
            if (needed.Contains(slot))
            {
                ranges[slot] = (-1, int.MaxValue - 1);
                live.Add(slot);
            }
        }

        foreach (var reference in references[block])
        {
            var (isBefore, isAfter) = (reached.Contains(reference.Slot) && !reference.IsOverwritten, needed.Contains(reference.Slot));
            if (!reached.Contains(reference.Slot) || !isAfter)
            {
                live.Add(reference.Slot);
            }

            ranges[reference.Slot] = (isBefore ? -1 : reference.First, isAfter ? int.MaxValue - 1 : reference.Last);
        }
    }

    /// <summary>Per block: the slots touched on some way to its start, or on some way from its end before they are overwritten.</summary>
    private BitSet[] Propagate(bool forward)
    {
        var sets = BitSet.Many(references.Length, slots.Count);
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i < sets.Length; i++)
            {
                var index = forward ? i : sets.Length - 1 - i;
                var block = function.Blocks[index];
                foreach (var successor in (ReadOnlySpan<MachineBlock?>)[block.Taken, block.Next])
                {
                    if (successor is not null)
                    {
                        changed |= forward ? FlowForward(sets[index], sets[successor.Index], references[index]) : FlowBack(sets[successor.Index], sets[index], references[successor.Index]);
                    }
                }
            }
        }

        return sets;
    }

    private static bool FlowForward(BitSet from, BitSet to, List<SlotReferences> touched)
    {
        var changed = to.UnionWith(from);
        foreach (var reference in touched)
        {
            changed |= !to.Contains(reference.Slot);
            to.Add(reference.Slot);
        }

        return changed;
    }

    private bool FlowBack(BitSet from, BitSet to, List<SlotReferences> touched)
    {
        overwritten.Clear();
        var changed = false;
        foreach (var reference in touched)
        {
            if (reference.IsOverwritten)
            {
                overwritten.Add(reference.Slot);
            }
            else
            {
                changed |= !to.Contains(reference.Slot);
                to.Add(reference.Slot);
            }
        }

        return to.UnionWithDifference(from, overwritten) | changed;
    }

    private int Place(BitSet[] conflicts)
    {
        var order = Enumerable.Range(0, slots.Count).ToList();
        order.Sort((a, b) => slots[a].Align != slots[b].Align ? slots[b].Align.CompareTo(slots[a].Align)
            : slots[a].Size != slots[b].Size ? slots[b].Size.CompareTo(slots[a].Size) : a.CompareTo(b));
        var placed = new List<int>();
        var depth = 0L;
        foreach (var index in order)
        {
            var slot = slots[index];
            long end = RoundUp(slot.Size, slot.Align);
            for (var moved = true; moved;)
            {
                moved = false;
                foreach (var other in placed)
                {
                    if (conflicts[index].Contains(other) && -slots[other].Offset > end - slot.Size && end > -slots[other].Offset - slots[other].Size)
                    {
                        end = RoundUp(-slots[other].Offset + (long)slot.Size, slot.Align);
                        moved = true;
                    }
                }
            }

            slot.Offset = (int)-Math.Min(end, int.MaxValue);
            placed.Add(index);
            depth = Math.Max(depth, end);
        }

        return (int)Math.Min(RoundUp(depth, 8), int.MaxValue);
    }

    private static long RoundUp(long value, int align) => (value + align - 1) / align * align;
}
