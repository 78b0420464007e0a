// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Syntax;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Describes the object's own types in BTF: what maps hold, what programs emit, and the functions.</summary>
/// <remarks>Records are described in full where they are held by value; one only pointed to is declared by name, which keeps kernel types out.</remarks>
internal sealed class BtfEmitter
{
    // Linkage of functions and variables.
    private const int Static = 0;
    private const int Global = 1;
    private const int External = 2;

    private readonly BtfBuilder builder = new();
    private readonly Dictionary<CType, uint> types = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(bool IsUnion, string Tag), uint> forwards = [];
    private readonly Dictionary<(BtfKind Kind, uint Target), uint> wrappers = [];
    private readonly Dictionary<(string Tag, uint Target), uint> tagged = [];
    private uint indexType;

    public byte[] ToArray() => builder.ToArray();

    public void DescribeMaps(IReadOnlyList<MapSymbol> maps)
    {
        foreach (var map in maps)
        {
            map.Spec.KeyTypeId = map.Key is { } key ? Add(key) : 0;
            map.Spec.ValueTypeId = map.Value is { } value ? Add(value) : 0;
            map.Spec.EventTypeId = map.Event is { } record ? Add(record) : 0;
        }
    }

    /// <summary>The type a CO-RE relocation starts from; one without members is described as an empty record, because a loader looks it up by name.</summary>
    public uint AddCoreRoot(CType type)
    {
        if (type is RecordType { IsComplete: false } record && !types.ContainsKey(record))
        {
            types[record] = builder.AddRecord(record.Tag ?? "", record.IsUnion, 0);
        }

        return Add(type);
    }

    public void AddExternal(Symbol external)
    {
        if (external is FunctionSymbol function)
        {
            // libbpf compares a kernel function's parameters and result with the kernel's, and a mere declaration is no match for a record.
            AddFunction(function, External, describesPointees: true);
        }
        else if (external is VariableSymbol variable)
        {
            AddVariable(variable, variable.Name, External);
        }
    }

    /// <param name="describesPointees">Whether the records its parameters and result point to are described in full: the verifier looks at those of global subprograms.</param>
    public uint AddFunction(FunctionSymbol function, bool isGlobal, bool describesPointees) => AddFunction(function, isGlobal ? Global : Static, describesPointees);

    private uint AddFunction(FunctionSymbol function, int linkage, bool describesPointees)
    {
        var parameters = new BtfParameter[function.Type.Parameters.Count];
        for (var i = 0; i < parameters.Length; i++)
        {
            var name = i < function.Parameters.Count ? function.Parameters[i].Name : "";
            DescribePointee(function.Type.Parameters[i]);
            parameters[i] = new BtfParameter(name.Length > 0 ? name : $"arg{i + 1}", Add(function.Type.Parameters[i]));
        }

        DescribePointee(function.Type.Result);
        var id = Tagged(builder.AddFunction(function.Name, builder.AddPrototype(Add(function.Type.Result), parameters), linkage), function.DeclTags);
        for (var i = 0; i < function.Parameters.Count; i++)
        {
            Tagged(id, function.Parameters[i].DeclTags, i);
        }

        return id;

        void DescribePointee(QualifiedType type)
        {
            if (describesPointees && type.Type.Canonical is PointerType { Pointee.Type.Canonical: RecordType { IsComplete: true } record })
            {
                Add(record);
            }
        }
    }

    /// <param name="name">Static locals of one function may share a name in the source.</param>
    private uint AddVariable(VariableSymbol variable, string name, int linkage) =>
        Tagged(builder.AddVariable(name, Add(variable.Type), linkage), variable.DeclTags);

    /// <summary>Adds what btf_decl_tag says of a declaration.</summary>
    /// <param name="component">The member or parameter meant, or -1 for the declaration itself.</param>
    private uint Tagged(uint id, IReadOnlyList<string> tags, int component = -1)
    {
        foreach (var tag in tags)
        {
            builder.AddDeclarationTag(tag, id, component);
        }

        return id;
    }

    public uint AddType(QualifiedType type) => Add(type.Type);

    /// <summary>A DATASEC with the named variables of a section; 0 when it has none the source knows.</summary>
    public uint AddSection(string name, DataSections sections)
    {
        var variables = new List<BtfVariable>();
        foreach (var (variable, offset) in sections.Members(name))
        {
            if (variable.Source is { } source)
            {
                var linkage = source.Storage == VariableStorage.Global ? Global : Static;
                variables.Add(new BtfVariable(AddVariable(source, variable.Name, linkage), offset, variable.Contents.Length));
            }
        }

        return variables.Count == 0 ? 0 : builder.AddDataSection(name, sections.SizeOf(name), variables);
    }

    private uint Add(QualifiedType type)
    {
        var id = Add(type.Type);
        id = (type.Qualifiers & TypeQualifiers.Const) != 0 ? Wrap(BtfKind.Const, id) : id;
        return (type.Qualifiers & TypeQualifiers.Volatile) != 0 ? Wrap(BtfKind.Volatile, id) : id;
    }

    private uint Wrap(BtfKind kind, uint target)
    {
        if (!wrappers.TryGetValue((kind, target), out var id))
        {
            id = kind == BtfKind.Pointer ? builder.AddPointer(target) : builder.AddModifier(kind, target);
            wrappers.Add((kind, target), id);
        }

        return id;
    }

    private uint Add(CType type)
    {
        if (type is VoidType)
        {
            return 0;
        }

        if (!types.TryGetValue(type, out var id))
        {
            // A record enters itself into the table before its members are looked at.
            id = Describe(type);
            types[type] = id;
        }

        return id;
    }

    private uint Describe(CType type) => type switch
    {
        IntegerType integer => builder.AddInteger(integer.Name, (int)integer.Size, integer.IsSigned, integer.IsBool),
        FloatType real => builder.AddFloat(real.Name, (int)real.Size),
        PointerType pointer => Wrap(BtfKind.Pointer, AddPointee(pointer)),
        ArrayType array => builder.AddArray(Add(array.Element), IndexType(), (int)(array.Length ?? 0)),
        FunctionType function => builder.AddPrototype(Add(function.Result), UnnamedParameters(function)),
        TypedefType alias => Tagged(builder.AddTypedef(alias.Name, Add(alias.Target)), alias.DeclTags),
        EnumType enumeration => DescribeEnum(enumeration),
        RecordType record => DescribeRecord(record),
        _ => 0,
    };

    private List<BtfParameter> UnnamedParameters(FunctionType function)
    {
        var parameters = new List<BtfParameter>(function.Parameters.Count);
        foreach (var parameter in function.Parameters)
        {
            parameters.Add(new BtfParameter("", Add(parameter)));
        }

        return parameters;
    }

    /// <summary>What a pointer points to, behind its tag (btf_type_tag). The kernel wants records that programs keep pointers to in full.</summary>
    private uint AddPointee(PointerType pointer)
    {
        // What another address space means is said by the instructions, not by the types.
        if (pointer.Tag is not { } tag || tag.StartsWith("address_space", StringComparison.Ordinal))
        {
            return AddPointee(pointer.Pointee);
        }

        var target = tag.Contains("ptr", StringComparison.Ordinal) ? Add(pointer.Pointee) : AddPointee(pointer.Pointee);
        if (!tagged.TryGetValue((tag, target), out var id))
        {
            tagged.Add((tag, target), id = builder.AddModifier(BtfKind.TypeTag, target, tag));
        }

        return id;
    }

    /// <summary>What a pointer points to: named records by name only, unless described already.</summary>
    private uint AddPointee(QualifiedType pointee)
    {
        if (pointee.Type.Canonical is not RecordType { Tag: { } tag } record || types.ContainsKey(record))
        {
            return Add(pointee);
        }

        if (!forwards.TryGetValue((record.IsUnion, tag), out var id))
        {
            forwards.Add((record.IsUnion, tag), id = builder.AddForward(tag, record.IsUnion));
        }

        return (pointee.AllQualifiers & TypeQualifiers.Const) != 0 ? Wrap(BtfKind.Const, id) : id;
    }

    private uint IndexType() => indexType != 0 ? indexType : indexType = builder.AddInteger("__ARRAY_SIZE_TYPE__", 4, false);

    private uint DescribeEnum(EnumType type)
    {
        var enumerators = new BtfEnumerator[type.Enumerators.Count];
        for (var i = 0; i < enumerators.Length; i++)
        {
            enumerators[i] = new BtfEnumerator(type.Enumerators[i].Name, type.Enumerators[i].Value);
        }

        return builder.AddEnum(type.Tag ?? "", (int)type.Size, type.Underlying.IsSigned, enumerators);
    }

    private uint DescribeRecord(RecordType record)
    {
        if (record.Fields is not { } fields)
        {
            return builder.AddForward(record.Tag ?? "", record.IsUnion);
        }

        var id = builder.AddRecord(record.Tag ?? "", record.IsUnion, (int)record.Size);
        types[record] = id;
        var members = new BtfMember[fields.Count];
        for (var i = 0; i < members.Length; i++)
        {
            var field = fields[i];
            members[i] = new BtfMember(field.Name, Add(field.Type), (int)(field.Offset * 8) + field.BitOffset, field.BitWidth);
        }

        builder.SetMembers(id, members);
        Tagged(id, record.DeclTags);
        for (var i = 0; i < members.Length; i++)
        {
            Tagged(id, fields[i].DeclTags, i);
        }

        return id;
    }
}
