// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects;

/// <summary>A variable of section .struct_ops or .struct_ops.link: values for a struct of the kernel, with programs as its callbacks.</summary>
/// <remarks>The variable's bytes are the map's <see cref="MapSpec.InitialContents"/>, laid out as the object's type of <see cref="MapSpec.ValueTypeId"/>.</remarks>
/// <param name="IsLink">Put into force by a link (Linux 6.4), else by writing the map's only entry.</param>
public sealed record StructOpsSpec(bool IsLink)
{
    /// <summary>Programs by the byte offset of the member that points at them.</summary>
    public List<(int Offset, string Program)> Callbacks { get; } = [];
}
