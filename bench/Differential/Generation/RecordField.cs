// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <param name="Bits">Width of a bit-field, or 0.</param>
/// <param name="Length">Elements of an array (a power of two), or 0.</param>
internal sealed record RecordField(string Name, Scalar Type, int Bits, int Length)
{
    public string Declaration() => $"{Type.Name} {Name}{(Bits > 0 ? $" : {Bits}" : "")}{(Length > 0 ? $"[{Length}]" : "")};";
}
