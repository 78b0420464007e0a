// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>What a shrinker may do with a node.</summary>
internal enum NodeKind
{
    /// <summary>Must stay: part of what makes its parent defined.</summary>
    Fixed,

    /// <summary>A value: any other value may stand in its place.</summary>
    Expression,

    /// <summary>May be left out.</summary>
    Statement,

    /// <summary>Statements or declarations one after the other.</summary>
    Sequence,
}
