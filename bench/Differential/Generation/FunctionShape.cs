// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>A generated function that later ones may call.</summary>
/// <param name="Record">What its pointer parameter, the last, points to; null when it has none.</param>
/// <param name="Pointed">The same for a pointer to a scalar.</param>
/// <param name="UpdatesMaps">It adds or deletes entries: not to be called while a pointer to an entry is in use.</param>
internal sealed record FunctionShape(string Name, Scalar Result, int Scalars, RecordShape? Record, Scalar? Pointed)
{
    public bool UpdatesMaps { get; set; }

    /// <summary>Branches on its way, those of functions it calls included.</summary>
    public int Branches { get; init; }
}
