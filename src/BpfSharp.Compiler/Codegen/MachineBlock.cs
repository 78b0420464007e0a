// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Codegen;

/// <summary>A basic block of machine instructions. A conditional jump or an exit stands last; plain jumps are made by the layout.</summary>
internal sealed class MachineBlock(int index)
{
    /// <summary>Position in <see cref="MachineFunction.Blocks"/>.</summary>
    public int Index { get; set; } = index;
    public List<MachineInstruction> Instructions { get; } = [];

    /// <summary>Where the conditional jump at the end goes; null without one.</summary>
    public MachineBlock? Taken { get; set; }

    /// <summary>Where control goes otherwise; null after an exit.</summary>
    public MachineBlock? Next { get; set; }
    public int LoopDepth { get; set; }

    public MachineInstruction? Branch => Taken is null ? null : Instructions[^1];
}
