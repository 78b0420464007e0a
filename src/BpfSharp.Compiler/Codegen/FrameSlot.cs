// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Codegen;

/// <summary>A piece of the stack frame: a variable of the program or the home of a spilled register.</summary>
internal sealed class FrameSlot(string? name, int size, int align)
{
    /// <summary>The variable; null for spills.</summary>
    public string? Name { get; } = name;
    public int Size { get; } = size;
    public int Align { get; } = align;

    /// <summary>Its address is kept in a register, so it may be used anywhere.</summary>
    public bool Escapes { get; set; }

    /// <summary>From the frame pointer, so negative; set by <see cref="FrameLayout"/>.</summary>
    public int Offset { get; set; }
}
