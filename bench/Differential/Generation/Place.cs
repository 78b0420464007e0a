// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>Something an expression may read and perhaps write.</summary>
/// <param name="Make">Gives its text; takes a source of index expressions.</param>
internal sealed record Place(Scalar Type, Func<Func<Node>, Node> Make)
{
    public bool IsReadOnly { get; init; }

    /// <summary>Width of a bit-field, 0 for others.</summary>
    public int FieldBits { get; init; }

    /// <summary>Elements of the (innermost) array it is in, or 0.</summary>
    public int Length { get; init; }

    /// <summary>A plain local: no aliases, so it may be the target of a call.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Aligned and not volatile: pointers to it are like any other of its type.</summary>
    public bool HasAddress { get; init; }

    public static Place Named(Scalar type, string name) => new(type, _ => Node.Text(name));
}
