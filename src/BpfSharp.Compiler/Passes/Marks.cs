// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>A set of a function's operations. Making one numbers them, which makes earlier sets of the same function invalid.</summary>
internal sealed class Marks
{
    private readonly BitArray bits;

    public Marks(Function function)
    {
        var count = 0;
        foreach (var block in function.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                operation.Number = count++;
            }
        }

        bits = new BitArray(count);
    }

    public bool Contains(Operation operation) => bits[operation.Number];

    /// <summary>False when it was there already.</summary>
    public bool Add(Operation operation)
    {
        if (bits[operation.Number])
        {
            return false;
        }

        return bits[operation.Number] = true;
    }
}
