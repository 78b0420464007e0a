// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Ir;

/// <summary>A function in SSA form (or, right after lowering, with locals still in allocas). The first block is the entry and has no predecessors.</summary>
internal sealed class Function(string name, IrType resultType)
{
    private int nextBlockId;

    public string Name { get; } = name;
    public IrType ResultType { get; } = resultType;
    public List<Parameter> Parameters { get; } = [];
    public List<Block> Blocks { get; } = [];
    public Block Entry => Blocks[0];

    /// <summary>The C function it was made from; null in IR tests.</summary>
    public FunctionSymbol? Source { get; init; }

    /// <summary>Set for programs.</summary>
    public ProgramAttachment? Program { get; init; }

    /// <summary>May be removed once nothing calls it.</summary>
    public bool IsStatic { get; init; }
    public bool IsNoInline { get; init; }
    public bool IsAlwaysInline { get; init; }

    public Block AddBlock()
    {
        var block = new Block(this);
        Blocks.Add(block);
        return block;
    }

    /// <summary>The operations that answer to a description, in order; what passes do to the function meanwhile does not disturb the list.</summary>
    public List<Operation> Collect(Predicate<Operation> isMeant)
    {
        var found = new List<Operation>();
        foreach (var block in Blocks)
        {
            foreach (var operation in block.Operations)
            {
                if (isMeant(operation))
                {
                    found.Add(operation);
                }
            }
        }

        return found;
    }

    public bool Any(Predicate<Operation> isMeant)
    {
        foreach (var block in Blocks)
        {
            foreach (var operation in block.Operations)
            {
                if (isMeant(operation))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>For <see cref="ControlFlow.Of"/>, which knows whether it still holds.</summary>
    internal ControlFlow? LastFlow { get; set; }

    internal int NextBlockId() => nextBlockId++;
}
