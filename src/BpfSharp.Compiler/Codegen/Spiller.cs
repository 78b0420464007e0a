// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Moves virtual registers to the stack, or makes their value anew at each use when that takes one instruction.</summary>
/// <remarks>
/// The first time, uses between two calls of a block share one reload (or remake); a register made that way and spilled again is reloaded for each instruction.
/// Slots are written and read as whole double words: only so does the verifier keep what it knows about a pointer.
/// A value that is compared somewhere is copied onto itself before it is stored: kernels before 6.9 only then know that slot and register hold the
/// same, so that a limit learned of the one holds for the other.
/// </remarks>
internal sealed class Spiller(MachineFunction function)
{
    /// <summary>Sharing reloads is given up after so many rounds, so that the allocator always ends.</summary>
    private const int SharingRounds = 6;

    /// <summary>Homes of registers that stand for a spilled one between calls.</summary>
    private readonly Dictionary<int, FrameSlot> homes = [];

    /// <summary>Registers that live for one instruction; spilling them gains nothing.</summary>
    private readonly HashSet<int> momentary = [];

    /// <summary>Registers whose value was made anew for the uses between two calls.</summary>
    private readonly HashSet<int> remadeOnce = [];
    private readonly Dictionary<int, MachineInstruction?> definitions = [];

    /// <summary>Registers joined by coalescing in the current round, by representative.</summary>
    private readonly Dictionary<int, List<int>> joined = [];

    /// <summary>Registers whose limits a jump tells the verifier.</summary>
    private readonly HashSet<int> compared = [];
    private bool definitionsKnown;

    /// <summary>Blocks that mention a register, as they were when the current round began.</summary>
    private List<MachineBlock>?[] mentions = [];
    private int rounds;

    /// <summary>Weight of a spill: nothing for values that can be remade, infinite for registers that only live a moment.</summary>
    public double CostFactor(int register) => IsMomentary(register) ? double.PositiveInfinity : Remake(register) is not null ? 0.4 : 1;

    public void Join(int representative, int other)
    {
        var mine = joined.GetValueOrDefault(representative) ?? [];
        var theirs = joined.GetValueOrDefault(other) ?? [];
        var (larger, smaller) = mine.Count >= theirs.Count ? (mine, theirs) : (theirs, mine);
        larger.AddRange(smaller);
        larger.Add(other);
        joined[representative] = larger;
        joined.Remove(other);
    }

    /// <summary>Spills registers as named before this round's coalescing; members of one group share a slot.</summary>
    public void Spill(List<int> registers)
    {
        var groups = new List<(HashSet<int> Members, MachineInstruction? Remade)>();
        foreach (var register in registers)
        {
            HashSet<int> members = [register, .. joined.GetValueOrDefault(register) ?? []];
            groups.Add((members, Remake(register)));
        }

        mentions = FindMentions();
        FindCompared();

        foreach (var (members, remade) in groups)
        {
            if (remade is not null)
            {
                Rematerialize(members, remade);
            }
            else
            {
                SpillGroup(members);
            }
        }

        rounds++;
        joined.Clear();
        definitions.Clear();
        definitionsKnown = false;
    }

    /// <summary>Spills registers at once, without sharing reloads: each instruction that mentions one has it for itself.</summary>
    public void SpillEverywhere(HashSet<int> registers)
    {
        FindCompared();
        var slots = new Dictionary<int, FrameSlot>();
        foreach (var block in function.Blocks)
        {
            var result = new List<MachineInstruction>(block.Instructions.Count * 2);
            foreach (var instruction in block.Instructions)
            {
                SpillOperands(instruction, registers, slots, result);
            }

            Replace(block, result);
        }

        definitions.Clear();
        definitionsKnown = false;
    }

    private void SpillOperands(MachineInstruction instruction, HashSet<int> registers, Dictionary<int, FrameSlot> slots, List<MachineInstruction> result)
    {
        Span<int> uses = stackalloc int[6];
        uses = uses[..instruction.CollectUses(uses)];
        var defined = instruction.DefinedRegister;
        var stored = MachineInstruction.None;
        if (registers.Contains(defined) && ReferenceEquals(Remake(defined), instruction))
        {
            return;
        }

        foreach (var register in uses)
        {
            // Renamed with its first use, it is found no more by the next.
            if (registers.Contains(register) && (instruction.Destination == register || instruction.Source == register))
            {
                var held = NewMomentary();
                result.Add(Remake(register) is { } remade ? Again(remade, held, instruction) : SlotAccess(InstructionClass.Ldx, held, SlotOf(register, slots), instruction));
                instruction.RenameRegister(register, held);
                stored = register == defined ? held : stored;
            }
        }

        if (registers.Contains(defined) && stored == MachineInstruction.None)
        {
            stored = NewMomentary();
            instruction.RenameRegister(defined, stored);
        }

        result.Add(instruction);
        if (stored != MachineInstruction.None)
        {
            AddStore(stored, compared.Contains(defined), SlotOf(defined, slots), instruction, result);
        }
    }

    private static FrameSlot SlotOf(int register, Dictionary<int, FrameSlot> slots)
    {
        if (!slots.TryGetValue(register, out var slot))
        {
            slots.Add(register, slot = new FrameSlot(null, 8, 8));
        }

        return slot;
    }

    private bool IsMomentary(int register) =>
        momentary.Contains(register) && (!joined.TryGetValue(register, out var others) || others.TrueForAll(momentary.Contains));

    /// <summary>The only definition of a register (and of those joined with it), when it can be repeated; else null.</summary>
    private MachineInstruction? Remake(int register)
    {
        FindDefinitions();
        var remade = definitions.GetValueOrDefault(register);
        return remade is { IsRematerializable: true } && !joined.ContainsKey(register) ? remade : null;
    }

    private void FindDefinitions()
    {
        if (definitionsKnown)
        {
            return;
        }

        definitionsKnown = true;
        foreach (var block in function.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                if (instruction.DefinedRegister is >= MachineFunction.FirstVirtual and var defined && !definitions.TryAdd(defined, instruction))
                {
                    definitions[defined] = null;
                }
            }
        }
    }

    private List<MachineBlock>?[] FindMentions()
    {
        var found = new List<MachineBlock>?[function.RegisterCount];
        Span<int> registers = stackalloc int[7];
        foreach (var block in function.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                var count = instruction.CollectUses(registers);
                registers[count++] = instruction.DefinedRegister;
                for (var i = 0; i < count; i++)
                {
                    if (registers[i] >= MachineFunction.FirstVirtual && (found[registers[i]] ??= []) is var blocks && (blocks.Count == 0 || blocks[^1] != block))
                    {
                        blocks.Add(block);
                    }
                }
            }
        }

        return found;
    }

    /// <summary>The blocks that mention one of the registers, in their order.</summary>
    private IEnumerable<MachineBlock> BlocksOf(HashSet<int> members) =>
        members.SelectMany(m => mentions[m] ?? []).DistinctBy(static b => b.Index).OrderBy(static b => b.Index);

    private void FindCompared()
    {
        compared.Clear();
        Span<int> uses = stackalloc int[6];
        foreach (var block in function.Blocks)
        {
            if (block.Branch is { IsOrderComparison: true } branch)
            {
                var count = branch.CollectUses(uses);
                for (var i = 0; i < count; i++)
                {
                    compared.Add(uses[i]);
                }
            }
        }
    }

    private void Rematerialize(HashSet<int> members, MachineInstruction remade)
    {
        var register = remade.Destination;
        var isSecondTime = remadeOnce.Contains(register) || rounds > SharingRounds;
        foreach (var block in BlocksOf(members))
        {
            var result = new List<MachineInstruction>(block.Instructions.Count + 4);
            var held = MachineInstruction.None;
            foreach (var instruction in block.Instructions)
            {
                if (ReferenceEquals(instruction, remade))
                {
                    continue;
                }

                if (Reads(instruction, members))
                {
                    if (held == MachineInstruction.None || isSecondTime)
                    {
                        held = isSecondTime ? NewMomentary() : NewRemade();
                        result.Add(Again(remade, held, instruction));
                    }

                    instruction.RenameRegister(register, held);
                }

                held = instruction.ClobbersCallRegisters ? MachineInstruction.None : held;
                result.Add(instruction);
            }

            Replace(block, result);
        }
    }

    private void SpillGroup(HashSet<int> members)
    {
        FrameSlot? known = null;
        foreach (var member in members)
        {
            known = homes.GetValueOrDefault(member) is { } home && members.Count == 1 ? home : known;
        }

        // A register that already stands for a stack slot needs no other one; from then on each instruction reloads for itself.
        var slot = known ?? new FrameSlot(null, 8, 8);
        foreach (var block in BlocksOf(members))
        {
            SpillBlock(block, members, slot, known is not null || rounds > SharingRounds);
        }
    }

    private void SpillBlock(MachineBlock block, HashSet<int> members, FrameSlot slot, bool isSecondTime)
    {
        var result = new List<MachineInstruction>(block.Instructions.Count + 4);
        var held = MachineInstruction.None;
        foreach (var instruction in block.Instructions)
        {
            if ((instruction.IsCopy || instruction.IsIdentity) && members.Contains(instruction.Destination) && members.Contains(instruction.Source))
            {
                continue;
            }

            var reads = Reads(instruction, members);
            var writes = members.Contains(instruction.DefinedRegister);
            if (isSecondTime && IsHomeTraffic(instruction, slot, reads, writes))
            {
                continue;
            }

            if (instruction.ClobbersCallRegisters || isSecondTime)
            {
                held = MachineInstruction.None;
            }

            if (reads || writes)
            {
                SpillInstruction(instruction, members, slot, reads, writes, isSecondTime, ref held, result);
            }
            else
            {
                result.Add(instruction);
            }
        }

        Replace(block, result);
    }

    private void SpillInstruction(
        MachineInstruction instruction, HashSet<int> members, FrameSlot slot, bool reads, bool writes, bool isSecondTime, ref int held,
        List<MachineInstruction> result)
    {
        if (held == MachineInstruction.None || (writes && !reads))
        {
            held = isSecondTime ? NewMomentary() : NewHolder(slot);
            if (reads)
            {
                result.Add(SlotAccess(InstructionClass.Ldx, held, slot, instruction));
            }
        }

        var isCompared = members.Overlaps(compared);
        foreach (var member in members)
        {
            instruction.RenameRegister(member, held);
        }

        result.Add(instruction);
        if (writes)
        {
            AddStore(held, isCompared, slot, instruction, result);
        }
    }

    private static void AddStore(int held, bool isCompared, FrameSlot slot, MachineInstruction near, List<MachineInstruction> result)
    {
        if (isCompared)
        {
            result.Add(new MachineInstruction { Opcode = Encoding.Move, Destination = held, Source = held, IsPinned = true, Location = near.Location });
        }

        result.Add(SlotAccess(InstructionClass.Stx, held, slot, near));
    }

    /// <summary>A load from or store to the register's own slot; the new accesses replace it.</summary>
    private static bool IsHomeTraffic(MachineInstruction instruction, FrameSlot slot, bool reads, bool writes) =>
        ReferenceEquals(instruction.Slot, slot) && instruction.Kind == MachineKind.Plain && (reads || writes);

    private int NewMomentary()
    {
        var register = function.NewRegister();
        momentary.Add(register);
        return register;
    }

    private int NewRemade()
    {
        var register = function.NewRegister();
        remadeOnce.Add(register);
        return register;
    }

    private int NewHolder(FrameSlot slot)
    {
        var register = function.NewRegister();
        homes.Add(register, slot);
        return register;
    }

    private static MachineInstruction Again(MachineInstruction remade, int held, MachineInstruction near)
    {
        var copy = remade.CloneInto(held);
        copy.Location = near.Location;
        return copy;
    }

    private static MachineInstruction SlotAccess(InstructionClass kind, int register, FrameSlot slot, MachineInstruction near) => new()
    {
        Opcode = Encoding.Memory(kind, MemoryMode.Mem, 8), Slot = slot, Location = near.Location,
        Destination = kind == InstructionClass.Ldx ? register : Encoding.FramePointer,
        Source = kind == InstructionClass.Ldx ? Encoding.FramePointer : register,
    };

    private static bool Reads(MachineInstruction instruction, HashSet<int> members)
    {
        Span<int> uses = stackalloc int[6];
        var count = instruction.CollectUses(uses);
        for (var i = 0; i < count; i++)
        {
            if (members.Contains(uses[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static void Replace(MachineBlock block, List<MachineInstruction> instructions)
    {
        block.Instructions.Clear();
        block.Instructions.AddRange(instructions);
    }
}
