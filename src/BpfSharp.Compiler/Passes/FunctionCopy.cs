// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Passes;

/// <summary>Copies blocks into a function, mapping values and blocks; what has no mapping stays what it is.</summary>
internal sealed class FunctionCopy(Function target)
{
    private readonly Dictionary<Value, Value> values = [];
    private readonly Dictionary<Block, Block> blocks = [];

    public Value Of(Value value) => values.GetValueOrDefault(value, value);

    public Block Of(Block block) => blocks.GetValueOrDefault(block, block);

    public void Map(Value from, Value to) => values[from] = to;

    public void Map(Block from, Block to) => blocks[from] = to;

    /// <summary>Copies the blocks; phis keep entries from unmapped predecessors.</summary>
    /// <param name="fallback">The location of copied operations that have none of their own.</param>
    public void Copy(IReadOnlyList<Block> sources, SourceLocation fallback)
    {
        foreach (var source in sources)
        {
            if (!blocks.ContainsKey(source))
            {
                blocks[source] = target.AddBlock();
                blocks[source].UnrollCount = source.UnrollCount;
            }
        }

        var copies = new List<(Operation Original, Operation Copy)>();
        foreach (var source in sources)
        {
            foreach (var operation in source.Operations)
            {
                if (values.ContainsKey(operation))
                {
                    continue;
                }

                // Operands are set in the second walk: they may be copied later than their use stands.
                var targets = operation.Targets.Length == 0 ? null : Array.ConvertAll(operation.Targets, Of);
                var copy = Of(source).Append(operation.Clone([], targets));
                copy.Location = operation.Location.IsKnown ? operation.Location : fallback;
                values[operation] = copy;
                copies.Add((operation, copy));
            }
        }

        foreach (var (original, copy) in copies)
        {
            ConnectOperands(original, copy);
            // Folded at once, so that a loop unrolled inside an unrolled loop sees its bounds.
            if (!copy.HasSideEffects && !copy.IsPhi && Folding.Fold(copy) is { } constant)
            {
                values[original] = constant;
            }
        }
    }

    private void ConnectOperands(Operation original, Operation copy)
    {
        for (var i = 0; i < original.Operands.Count; i++)
        {
            if (original.IsPhi)
            {
                copy.AddIncoming(Own(original.Operands[i]), Of(original.Incoming[i]));
            }
            else
            {
                copy.AddOperand(Own(original.Operands[i]));
            }
        }
    }

    /// <summary>The mapped value; constants are made anew, because functions do not share them.</summary>
    private Value Own(Value value) => Of(value) switch
    {
        Constant constant => new Constant(constant.Type, constant.Number),
        Undefined undefined => new Undefined(undefined.Type),
        var other => other,
    };
}
