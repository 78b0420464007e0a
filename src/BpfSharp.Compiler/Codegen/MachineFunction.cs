// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Codegen;

/// <summary>A function in machine instructions; the first block is the entry.</summary>
internal sealed class MachineFunction(string name)
{
    public const int FirstVirtual = 11;

    public string Name { get; } = name;
    public List<MachineBlock> Blocks { get; set; } = [];

    /// <summary>One more than the highest register number in use.</summary>
    public int RegisterCount { get; private set; } = FirstVirtual;

    public int NewRegister() => RegisterCount++;

    public MachineBlock AddBlock()
    {
        var block = new MachineBlock(Blocks.Count);
        Blocks.Add(block);
        return block;
    }

    /// <summary>Drops blocks no longer in <paramref name="kept"/> and takes over its order.</summary>
    public void Reorder(List<MachineBlock> kept)
    {
        Blocks = kept;
        for (var i = 0; i < kept.Count; i++)
        {
            kept[i].Index = i;
        }
    }
}
