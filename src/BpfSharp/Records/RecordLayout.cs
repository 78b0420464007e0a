// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp;

/// <summary>The fields of a struct as BTF describes them, flattened for reading; a plain integer or array is one field with an empty name.</summary>
public sealed partial class RecordLayout
{
    private readonly List<RecordField> fields = [];

    private RecordLayout(string typeName, int sizeBytes)
    {
        TypeName = typeName;
        SizeBytes = sizeBytes;
    }

    public string TypeName { get; }
    public int SizeBytes { get; }
    public IReadOnlyList<RecordField> Fields => fields;

    public static RecordLayout FromBtf(BtfTypes types, uint typeId)
    {
        var type = BtfShape.Strip(types, typeId);
        var layout = new RecordLayout(types.Get(typeId).Name is { Length: > 0 } name ? name : type.Name, BtfShape.SizeOf(types, typeId));
        if (type.Kind is BtfKind.Struct or BtfKind.Union)
        {
            layout.AddMembers(types, type, 0);
        }
        else
        {
            layout.fields.Add(new RecordField("", 0, layout.SizeBytes, BtfShape.KindOf(types, type), type.Id, 0, 0));
        }

        return layout;
    }

    /// <summary>Null when there is no field of this name.</summary>
    public RecordField? Find(string name) => fields.Find(f => f.Name == name);

    private void AddMembers(BtfTypes types, BtfType record, int baseBits)
    {
        for (var i = 0; i < record.ItemCount; i++)
        {
            var member = record.Member(i);
            var type = BtfShape.Strip(types, member.TypeId);
            var offset = baseBits + member.BitOffset;
            if (member.Name.Length == 0 && type.Kind is BtfKind.Struct or BtfKind.Union)
            {
                AddMembers(types, type, offset);
            }
            else if (member.Name.Length > 0)
            {
                fields.Add(Field(types, member, type, offset));
            }
        }
    }

    private static RecordField Field(BtfTypes types, BtfMember member, BtfType type, int bitOffset)
    {
        var kind = BtfShape.KindOf(types, type);
        return member.BitSize > 0
            ? new RecordField(member.Name, bitOffset / 8, ((bitOffset % 8) + member.BitSize + 7) / 8, kind, type.Id, bitOffset % 8, member.BitSize)
            : new RecordField(member.Name, bitOffset / 8, BtfShape.SizeOf(types, member.TypeId), kind, type.Id, 0, 0);
    }
}
