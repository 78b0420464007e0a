// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Btf;

/// <summary>One method per kind.</summary>
public sealed partial class BtfBuilder
{
    public uint AddInteger(string name, int size, bool isSigned, bool isBool = false, bool isChar = false)
    {
        var encoding = (isSigned ? 1u : 0) | (isChar ? 2u : 0) | (isBool ? 4u : 0);
        return Add(name, BtfKind.Int, 0, (uint)size, [encoding << 24 | (uint)size * 8]);
    }

    public uint AddPointer(uint typeId) => Add("", BtfKind.Pointer, 0, typeId, []);

    public uint AddArray(uint elementTypeId, uint indexTypeId, int length) =>
        Add("", BtfKind.Array, 0, 0, [elementTypeId, indexTypeId, (uint)length]);

    /// <summary>Reserves the id of a record so that its members may point back to it; <see cref="SetMembers"/> follows.</summary>
    public uint AddRecord(string name, bool isUnion, int size) => Add(name, isUnion ? BtfKind.Union : BtfKind.Struct, 0, (uint)size, []);

    public void SetMembers(uint recordId, IReadOnlyList<BtfMember> members)
    {
        var entry = entries[IndexOf(recordId)];
        var hasBitFields = false;
        foreach (var member in members)
        {
            hasBitFields |= member.BitSize != 0;
        }

        var payload = new uint[members.Count * 3];
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[i];
            if (hasBitFields && (uint)member.BitOffset > 0xffffff)
            {
                throw new ArgumentException($"member {member.Name} lies past the 2 MB that BTF can describe beside bit-fields", nameof(members));
            }

            payload[i * 3] = AddString(member.Name);
            payload[i * 3 + 1] = member.TypeId;
            payload[i * 3 + 2] = (uint)member.BitOffset | (uint)member.BitSize << 24;
        }

        var kind = (BtfKind)((entry.Info >> 24) & 0x1f);
        entries[IndexOf(recordId)] = entry with { Info = MakeInfo(kind, members.Count, hasBitFields), Payload = payload };
    }

    /// <summary>An enum of 8 bytes becomes BTF_KIND_ENUM64, which kernels before 6.0 do not know.</summary>
    public uint AddEnum(string name, int size, bool isSigned, IReadOnlyList<BtfEnumerator> enumerators)
    {
        var words = size == 8 ? 3 : 2;
        var payload = new uint[enumerators.Count * words];
        for (var i = 0; i < enumerators.Count; i++)
        {
            payload[i * words] = AddString(enumerators[i].Name);
            payload[i * words + 1] = (uint)enumerators[i].Value;
            if (words == 3)
            {
                payload[i * words + 2] = (uint)(enumerators[i].Value >> 32);
            }
        }

        return Add(name, size == 8 ? BtfKind.Enum64 : BtfKind.Enum, enumerators.Count, (uint)size, payload, isSigned);
    }

    public uint AddForward(string name, bool isUnion) => Add(name, BtfKind.Forward, 0, 0, [], isUnion);

    public uint AddTypedef(string name, uint typeId) => Add(name, BtfKind.Typedef, 0, typeId, []);

    /// <summary>Const, Volatile, Restrict, or TypeTag with a name.</summary>
    public uint AddModifier(BtfKind kind, uint typeId, string name = "")
    {
        if (kind is not (BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a modifier");
        }

        return Add(name, kind, 0, typeId, []);
    }

    public uint AddFloat(string name, int size) => Add(name, BtfKind.Float, 0, (uint)size, []);

    public uint AddPrototype(uint resultTypeId, IReadOnlyList<BtfParameter> parameters)
    {
        var payload = new uint[parameters.Count * 2];
        for (var i = 0; i < parameters.Count; i++)
        {
            payload[i * 2] = AddString(parameters[i].Name);
            payload[i * 2 + 1] = parameters[i].TypeId;
        }

        return Add("", BtfKind.FunctionPrototype, parameters.Count, resultTypeId, payload);
    }

    /// <param name="linkage">0 static, 1 global, 2 extern.</param>
    public uint AddFunction(string name, uint prototypeId, int linkage) => Add(name, BtfKind.Function, linkage, prototypeId, []);

    /// <param name="linkage">0 static, 1 global, 2 extern.</param>
    public uint AddVariable(string name, uint typeId, int linkage) => Add(name, BtfKind.Variable, 0, typeId, [(uint)linkage]);

    public uint AddDataSection(string name, int size, IReadOnlyList<BtfVariable> variables) =>
        Add(name, BtfKind.DataSection, variables.Count, (uint)size, SectionPayload(variables));

    public void SetVariableLinkage(uint variableId, int linkage) =>
        entries[IndexOf(variableId)] = entries[IndexOf(variableId)] with { Payload = [(uint)linkage] };

    public void SetFunctionLinkage(uint functionId, int linkage) =>
        entries[(int)functionId - 1] = entries[(int)functionId - 1] with { Info = MakeInfo(BtfKind.Function, linkage, flag: false) };

    /// <summary>Makes an anonymous pointer to void of a type that must not be seen; its id stays in use.</summary>
    public void Hide(uint id) => entries[IndexOf(id)] = new Entry(0, MakeInfo(BtfKind.Pointer, 0, flag: false), 0, []);

    /// <summary>Replaces what a data section holds.</summary>
    public void SetDataSection(uint sectionId, int size, IReadOnlyList<BtfVariable> variables)
    {
        var entry = entries[IndexOf(sectionId)];
        entries[IndexOf(sectionId)] = entry with
        {
            Info = MakeInfo(BtfKind.DataSection, variables.Count, flag: false), SizeOrType = (uint)size, Payload = SectionPayload(variables),
        };
    }

    /// <summary>Where a type of this builder is kept; those of the base cannot be changed.</summary>
    private int IndexOf(uint id) =>
        id >= FirstId ? (int)(id - FirstId) : throw new ArgumentOutOfRangeException(nameof(id), id, "a type of the base, or void");

    private static uint[] SectionPayload(IReadOnlyList<BtfVariable> variables)
    {
        var payload = new uint[variables.Count * 3];
        for (var i = 0; i < variables.Count; i++)
        {
            payload[i * 3] = variables[i].TypeId;
            payload[i * 3 + 1] = (uint)variables[i].Offset;
            payload[i * 3 + 2] = (uint)variables[i].Size;
        }

        return payload;
    }

    /// <param name="componentIndex">The member or parameter meant, or -1 for the type itself.</param>
    public uint AddDeclarationTag(string tag, uint typeId, int componentIndex = -1) =>
        Add(tag, BtfKind.DeclTag, 0, typeId, [(uint)componentIndex]);
}
