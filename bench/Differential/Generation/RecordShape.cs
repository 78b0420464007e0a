// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>A generated struct or union.</summary>
/// <param name="Attribute">"packed", "aligned(16)" or empty.</param>
internal sealed record RecordShape(string Name, bool IsUnion, string Attribute, IReadOnlyList<RecordField> Fields)
{
    public string TypeName => (IsUnion ? "union @" : "struct @") + Name;

    public bool HasBool => Fields.Any(f => f.Record?.HasBool ?? f.Type.IsBool);

    /// <summary>No fewer bytes than it has.</summary>
    public int SizeBound => Fields.Sum(f => f.SizeBound) + (Attribute.StartsWith("aligned", StringComparison.Ordinal) ? 16 : 0);

    public IEnumerable<RecordField> Named => Fields.Where(f => !f.IsPadding);

    public string Declaration() =>
        $"{TypeName} {{ {string.Concat(Fields.Select(f => f.Declaration() + " "))}}}{(Attribute.Length > 0 ? $" __attribute__(({Attribute}))" : "")};";

    /// <summary>Every scalar in the record.</summary>
    /// <param name="access">What stands before a member's name: "r." or "p->".</param>
    public IEnumerable<Place> Places(string access) => Places(new Place(Scalar.Int, _ => Node.Text(access)));

    /// <inheritdoc cref="Places(string)"/>
    public IEnumerable<Place> Places(Place access)
    {
        foreach (var field in Named)
        {
            var member = Member(access, field);
            if (field.Record is null)
            {
                yield return member;
                continue;
            }

            foreach (var inner in field.Record.Places(member with { Make = index => Node.Fixed($"{member.Make(index)}.") }))
            {
                yield return inner;
            }
        }
    }

    private Place Member(Place access, RecordField field) => (field.Length == 0
        ? access with { Make = index => Node.Fixed($"{access.Make(index)}{field.Name}") }
        : access with { Make = index => Node.Fixed($"{access.Make(index)}{field.Name}[({index()}) & {field.Length - 1}]"), Length = field.Length })
        with { Type = field.Type, FieldBits = field.Bits, HasAddress = field.Bits == 0 && Attribute.Length == 0 };
}
