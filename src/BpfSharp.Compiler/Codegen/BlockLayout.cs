// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Strings the blocks together: chooses which way falls through and adds the jumps that are left.</summary>
internal sealed class BlockLayout
{
    private readonly int isaLevel;

    private BlockLayout(int isaLevel) => this.isaLevel = isaLevel;

    /// <summary>Instructions in order; jumps with the block they go to.</summary>
    public List<(MachineInstruction Instruction, MachineBlock? Target)> Items { get; } = [];

    /// <summary>Position in <see cref="Items"/> of each block's first instruction, by block index.</summary>
    public int[] Starts { get; private set; } = [];

    public static BlockLayout Make(MachineFunction function, int isaLevel)
    {
        while (true)
        {
            var layout = new BlockLayout(isaLevel) { Starts = new int[function.Blocks.Count] };
            for (var i = 0; i < function.Blocks.Count; i++)
            {
                layout.Starts[i] = layout.Items.Count;
                layout.AddBlock(function.Blocks[i], i + 1 < function.Blocks.Count ? function.Blocks[i + 1] : null);
            }

            var blocks = layout.EnteredBlocks(function);
            if (blocks.Count == function.Blocks.Count)
            {
                return layout;
            }

            function.Reorder(blocks);
        }
    }

    /// <summary>Without those all of whose jumps became copies of them: the verifier refuses code that nothing leads to.</summary>
    private List<MachineBlock> EnteredBlocks(MachineFunction function)
    {
        var targets = new HashSet<int>();
        foreach (var (_, target) in Items)
        {
            if (target is not null)
            {
                targets.Add(Starts[target.Index]);
            }
        }

        var entered = new List<MachineBlock>();
        foreach (var block in function.Blocks)
        {
            var start = Starts[block.Index];
            var isEmpty = start == (block.Index + 1 < Starts.Length ? Starts[block.Index + 1] : Items.Count);
            if (start == 0 || isEmpty || targets.Contains(start) || FallsThrough(Items[start - 1].Instruction))
            {
                entered.Add(block);
            }
        }

        return entered;
    }

    private static bool FallsThrough(MachineInstruction instruction) => !instruction.IsExit && instruction.Opcode != Encoding.Goto;

    private void AddBlock(MachineBlock block, MachineBlock? following)
    {
        var next = block.Next;
        for (var i = 0; i < block.Instructions.Count; i++)
        {
            var instruction = block.Instructions[i];
            if (i + 1 == block.Instructions.Count && block.Taken is not null)
            {
                next = AddBranch(instruction, block, following);
            }
            else
            {
                Items.Add((instruction, null));
            }
        }

        if (next is not null && next != following)
        {
            AddJump(next, block, following);
        }
    }

    /// <summary>Adds the conditional jump of a block; returns where control goes without it.</summary>
    private MachineBlock? AddBranch(MachineInstruction branch, MachineBlock block, MachineBlock? following)
    {
        if (block.Taken == following && TryInvert(branch))
        {
            (block.Taken, block.Next) = (block.Next, block.Taken);
        }

        Items.Add((branch, block.Taken));
        return block.Next;
    }

    private bool TryInvert(MachineInstruction branch)
    {
        if (Encoding.Inverse(Encoding.JumpKind(branch.Opcode)) is not { } inverse)
        {
            return false;
        }

        if (isaLevel < 2 && Encoding.NeedsLevel2(inverse))
        {
            if (!branch.IsRegisterSource)
            {
                return false;
            }

            (branch.Destination, branch.Source) = (branch.Source, branch.Destination);
            inverse = Encoding.Mirror(inverse);
        }

        branch.Opcode = (byte)((branch.Opcode & 0x0f) | (byte)inverse);
        return true;
    }

    /// <summary>A jump to a lone exit is an exit, and one to a lone test with a way back here is that test: loops are then tested at their end.</summary>
    private void AddJump(MachineBlock target, MachineBlock from, MachineBlock? following)
    {
        var location = from.Instructions.Count > 0 ? from.Instructions[^1].Location : default;
        if (target.Instructions is [{ IsExit: true }])
        {
            Items.Add((new MachineInstruction { Opcode = Encoding.Exit, Location = location }, null));
        }
        else if (target.Instructions is [{ IsConditionalJump: true } test] && (target.Next == following || CanInvertFor(target, following)))
        {
            var copy = new MachineBlock(target.Index) { Taken = target.Taken, Next = target.Next };
            AddBranch(test.CloneInto(test.Destination), copy, following);
        }
        else
        {
            Items.Add((new MachineInstruction { Opcode = Encoding.Goto, Location = location }, target));
        }
    }

    private bool CanInvertFor(MachineBlock test, MachineBlock? following) => following is not null && test.Taken == following
        && isaLevel >= 2 && Encoding.Inverse(Encoding.JumpKind(test.Instructions[0].Opcode)) is not null;
}
