// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <param name="Name">Empty for the padding that an unnamed bit-field makes.</param>
/// <param name="Bits">Width of a bit-field, or 0.</param>
/// <param name="Length">Elements of an array (a power of two), or 0.</param>
internal sealed record RecordField(string Name, Scalar Type, int Bits, int Length)
{
    /// <summary>The type of a member that is a record itself.</summary>
    public RecordShape? Record { get; init; }

    public bool IsPadding => Name.Length == 0;

    public int SizeBound => Math.Max(1, Length) * (Record?.SizeBound ?? (Bits > 0 || Length == 0 ? 8 : Type.Bits / 8));

    public string Declaration() =>
        $"{Record?.TypeName ?? Type.Name} {Name}{(Bits > 0 || IsPadding ? $" : {Bits}" : "")}{(Length > 0 ? $"[{Length}]" : "")};";
}
