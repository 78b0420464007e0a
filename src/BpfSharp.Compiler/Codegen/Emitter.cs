// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;
using BpfSharp.Isa;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Writes the final instruction slots, with jump distances resolved, and notes relocations and positions.</summary>
internal sealed class Emitter
{
    private readonly BlockLayout layout;
    private readonly int isaLevel;
    private readonly int[] positions;

    /// <summary>Jumps whose target is out of reach of 16 bits.</summary>
    private readonly HashSet<int> far = [];
    private readonly List<Instruction> code = [];

    private Emitter(BlockLayout layout, int isaLevel)
    {
        this.layout = layout;
        this.isaLevel = isaLevel;
        positions = new int[layout.Items.Count + 1];
    }

    public List<Relocation> Relocations { get; } = [];
    public List<(int Index, CoreReference Reference)> CoreReferences { get; } = [];
    public List<(int Index, SourceLocation Location)> Locations { get; } = [];

    /// <summary>Empty when the function is too long for this ISA level.</summary>
    public Instruction[] Code { get; private set; } = [];
    public int Length => positions[^1];

    public static Emitter Emit(BlockLayout layout, int isaLevel)
    {
        var emitter = new Emitter(layout, isaLevel);
        do
        {
            emitter.FindPositions();
        }
        while (emitter.FindFarJumps());

        if (emitter.far.Count == 0 || isaLevel >= 4)
        {
            emitter.WriteAll();
        }

        return emitter;
    }

    private void FindPositions()
    {
        for (var i = 0; i < layout.Items.Count; i++)
        {
            positions[i + 1] = positions[i] + SizeOf(i);
        }
    }

    private int SizeOf(int item)
    {
        var instruction = layout.Items[item].Instruction;
        return instruction.Kind switch
        {
            MachineKind.WideLoad or MachineKind.FrameAddress => 2,
            MachineKind.Keep => 0,
            _ => far.Contains(item) && instruction.IsConditionalJump ? 3 : 1,
        };
    }

    private bool FindFarJumps()
    {
        var found = false;
        for (var i = 0; i < layout.Items.Count; i++)
        {
            if (layout.Items[i].Target is { } target && Distance(i, target) is var distance && distance != (short)distance)
            {
                found |= far.Add(i);
            }
        }

        return found;
    }

    private int Distance(int item, MachineBlock target) => positions[layout.Starts[target.Index]] - positions[item] - 1;

    private void WriteAll()
    {
        for (var i = 0; i < layout.Items.Count; i++)
        {
            var (instruction, target) = layout.Items[i];
            if (instruction.Location.IsKnown && instruction.Kind != MachineKind.Keep)
            {
                Locations.Add((code.Count, instruction.Location));
            }

            if (target is not null)
            {
                WriteJump(instruction, Distance(i, target), far.Contains(i));
            }
            else
            {
                Write(instruction);
            }
        }

        Code = [.. code];
    }

    private void WriteJump(MachineInstruction instruction, int distance, bool isFar)
    {
        if (!isFar)
        {
            code.Add(Make(instruction, distance, (int)instruction.Immediate));
            return;
        }

        if (instruction.IsConditionalJump)
        {
            // Around a long jump: taken skips one, not taken skips two.
            code.Add(Make(instruction, 1, (int)instruction.Immediate));
            code.Add(new Instruction(Encoding.Goto, 0, 0, 1, 0));
            distance -= 2;
        }

        code.Add(new Instruction(Encoding.GotoLong, 0, 0, 0, distance));
    }

    private void Write(MachineInstruction instruction)
    {
        if (instruction.Symbol is { } symbol)
        {
            Relocations.Add(new Relocation(code.Count, symbol.Kind, symbol.Target, symbol.Addend));
        }

        if (instruction.Core is { } core)
        {
            CoreReferences.Add((code.Count, core));
        }

        switch (instruction.Kind)
        {
            case MachineKind.WideLoad:
                WriteWideLoad(instruction);
                break;
            case MachineKind.FrameAddress:
                var destination = (Register)instruction.Destination;
                code.Add(new Instruction(Encoding.Move, destination, Register.R10, 0, 0));
                var offset = instruction.Slot!.Offset + (int)instruction.Immediate;
                code.Add(new Instruction(Encoding.Alu(AluOperation.Add, true, false), destination, 0, 0, offset));
                break;
            case MachineKind.Plain:
                code.Add(Make(instruction, instruction.Offset + (instruction.Slot?.Offset ?? 0), (int)instruction.Immediate));
                break;
        }
    }

    private void WriteWideLoad(MachineInstruction instruction)
    {
        var (low, high) = ((int)instruction.Immediate, (int)(instruction.Immediate >> 32));
        if (instruction.Symbol is { Kind: RelocationKind.MapValue } symbol)
        {
            high = symbol.Addend;
        }

        code.Add(new Instruction(Encoding.WideLoad, (Register)instruction.Destination, Field(instruction.Source), 0, low));
        code.Add(new Instruction(0, 0, 0, 0, high));
    }

    private static Instruction Make(MachineInstruction instruction, int offset, int immediate) =>
        new(instruction.Opcode, Field(instruction.Destination), Field(instruction.Source), (short)offset, immediate);

    private static Register Field(int register) => register == MachineInstruction.None ? Register.R0 : (Register)register;
}
