// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>A generated struct or union.</summary>
internal sealed record RecordShape(string Name, bool IsUnion, IReadOnlyList<RecordField> Fields)
{
    public string TypeName => (IsUnion ? "union @" : "struct @") + Name;

    public bool HasBool => Fields.Any(f => f.Type.IsBool);

    public string Declaration() => $"{TypeName} {{ {string.Concat(Fields.Select(f => f.Declaration() + " "))}}};";

    /// <summary>Every scalar in the record.</summary>
    public IEnumerable<Place> Places(string access)
    {
        foreach (var field in Fields)
        {
            var name = access + field.Name;
            yield return field.Length == 0
                ? new Place(field.Type, _ => Node.Text(name)) { FieldBits = field.Bits }
                : new Place(field.Type, index => Node.Fixed($"{name}[({index()}) & {field.Length - 1}]"));
        }
    }
}
