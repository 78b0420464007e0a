// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>A pointer as a base and a constant byte offset.</summary>
internal readonly record struct PointerPath(Value Base, long Offset)
{
    /// <summary>Follows PointerAdds with constant offsets up.</summary>
    public static PointerPath Of(Value pointer)
    {
        var offset = 0L;
        while (pointer is Operation { Code: OpCode.PointerAdd } step && step.Operands[1] is Constant constant)
        {
            offset += constant.Number;
            pointer = step.Operands[0];
        }

        return new PointerPath(pointer, offset);
    }

    /// <summary>The offset from the object pointed into on the kernel compiled for; numbers a loader settles count as they are here.</summary>
    public static long ExpectedOffset(Value pointer)
    {
        var offset = 0L;
        while (pointer is Operation { Code: OpCode.PointerAdd } step)
        {
            offset += step.Operands[1] switch
            {
                Constant constant => constant.Number,
                Operation { Symbol: CoreReference core } => core.Value,
                _ => 0,
            };
            pointer = step.Operands[0];
        }

        return offset;
    }

    /// <summary>The base after variable offsets are followed as well: the object pointed into.</summary>
    public static Value ObjectOf(Value pointer)
    {
        while (pointer is Operation { Code: OpCode.PointerAdd } step)
        {
            pointer = step.Operands[0];
        }

        return pointer;
    }
}
