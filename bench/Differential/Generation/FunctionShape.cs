// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>A generated function that later ones may call.</summary>
/// <param name="Record">What its pointer parameter, the last, points to; null when it has none.</param>
internal sealed record FunctionShape(string Name, Scalar Result, int Scalars, RecordShape? Record);
