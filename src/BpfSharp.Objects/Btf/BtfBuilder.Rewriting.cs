// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Btf;

/// <summary>Turning types into others that keep their id, for kernels that do not know their kind.</summary>
public sealed partial class BtfBuilder
{
    /// <summary>A plain number.</summary>
    public void BecomeInteger(uint id, int size) => Become(id, null, BtfKind.Int, 0, (uint)size, [(uint)size * 8]);

    /// <summary>A modifier or typedef of what the type refers to; modifiers have no name.</summary>
    public void BecomeReference(uint id, BtfKind kind, bool isNamed) =>
        Become(id, isNamed ? null : "", kind, 0, entries[(int)id - 1].SizeOrType, []);

    /// <summary>A struct without a name and members.</summary>
    public void BecomeBlank(uint id) => Become(id, "", BtfKind.Struct, 0, entries[(int)id - 1].SizeOrType, []);

    /// <summary>A record of the given members in place of whatever was there; the size stays.</summary>
    public void BecomeRecord(uint id, string name, bool isUnion, IReadOnlyList<BtfMember> members)
    {
        Become(id, name, isUnion ? BtfKind.Union : BtfKind.Struct, 0, entries[(int)id - 1].SizeOrType, []);
        SetMembers(id, members);
    }

    /// <summary>A prototype as an enum: parameters and enumerators take the same room.</summary>
    public void BecomeEnum(uint id)
    {
        var entry = entries[(int)id - 1];
        Become(id, null, BtfKind.Enum, (int)(entry.Info & 0xffff), sizeof(uint), entry.Payload);
    }

    public void Rename(uint id, string name) => entries[(int)id - 1] = entries[(int)id - 1] with { Name = AddString(name) };

    /// <summary>Enumerators become unsigned, which kernels before signed enums take them for.</summary>
    public void DropSign(uint enumId) => entries[(int)enumId - 1] = entries[(int)enumId - 1] with { Info = entries[(int)enumId - 1].Info & ~(1u << 31) };

    private void Become(uint id, string? name, BtfKind kind, int items, uint sizeOrType, uint[] payload)
    {
        var entry = entries[(int)id - 1];
        entries[(int)id - 1] = new Entry(name is null ? entry.Name : AddString(name), MakeInfo(kind, items, flag: false), sizeOrType, payload);
    }
}
