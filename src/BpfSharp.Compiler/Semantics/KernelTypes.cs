// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Syntax;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Compiler.Semantics;

/// <summary>The kernel's types as C types, made from BTF when a program mentions them and kept by id.</summary>
/// <remarks>Knows nothing of scopes: a program's own declaration of a name is found before this is asked.</remarks>
/// <param name="vmlinux">For a module's types: those of the kernel, which they refer to.</param>
internal sealed partial class KernelTypes(BtfTypes? btf, KernelTypes? vmlinux = null)
{
    /// <summary>Deeper nesting only occurs in BTF whose references run in circles.</summary>
    private const int MaximumDepth = 100;

    private readonly Dictionary<uint, CType> types = [];
    private readonly Dictionary<BtfTypes, KernelTypes> moduleTypes = [];
    private readonly Dictionary<string, Symbol?> symbols = new(StringComparer.Ordinal);
    private bool? hasArm64Registers;
    private int depth;

    /// <summary>The module that has a record which the kernel itself has not.</summary>
    public Func<string, BtfTypes?> Modules { get; init; } = static _ => null;

    /// <summary>False when compiling without kernel types: only the basic typedefs exist.</summary>
    public bool HasKernel => btf is not null;

    /// <summary>True when struct pt_regs has the registers of arm64.</summary>
    public bool HasArm64Registers => hasArm64Registers ??= FindRecord(false, "pt_regs") is { } regs && FindField(regs, "orig_x0") is not null;

    public bool IsTypeName(string name) => BasicType(name) is not null || Find(BtfKind.Typedef, name) != 0;

    public TypedefSymbol? FindTypedef(string name) => FindSymbol(name) as TypedefSymbol;

    /// <summary>The typedef, enumerator or kfunc of this name.</summary>
    public Symbol? FindSymbol(string name)
    {
        if (!symbols.TryGetValue(name, out var symbol))
        {
            symbol = (Symbol?)MakeTypedef(name) ?? (Symbol?)FindEnumerator(name) ?? FindKernelFunction(name);
            symbols.Add(name, symbol);
        }

        return symbol;
    }

    /// <summary>True when the kernel has an enumerator of this name.</summary>
    public bool HasEnumerator(string name) => btf is not null && btf.TryFindEnumerator(name, out _, out _);

    public RecordType? FindRecord(bool isUnion, string tag)
    {
        tag = tag switch
        {
            // Names that the kernel's headers define as macros for other tags.
            "rcu_head" => "callback_head",
            "sockaddr_storage" when Find(BtfKind.Struct, tag) == 0 => "__kernel_sockaddr_storage",
            _ => tag,
        };
        var kind = isUnion ? BtfKind.Union : BtfKind.Struct;
        var id = Find(kind, tag);
        return id == 0 ? FindModuleRecord(kind, tag) : Get(id) as RecordType;
    }

    private RecordType? FindModuleRecord(BtfKind kind, string tag)
    {
        if (btf is null || vmlinux is not null || Modules(tag) is not { } module || module.Find(kind, tag) is not (> 0 and var id))
        {
            return null;
        }

        if (!moduleTypes.TryGetValue(module, out var types))
        {
            moduleTypes.Add(module, types = new KernelTypes(module, this));
        }

        return types.Get(id) as RecordType;
    }

    public EnumType? FindEnum(string tag)
    {
        var id = Find(BtfKind.Enum, tag);
        id = id != 0 ? id : Find(BtfKind.Enum64, tag);
        return id == 0 ? null : Get(id) as EnumType;
    }

    /// <summary>The type of a BTF id without its outer qualifiers.</summary>
    public CType Get(uint id) => GetQualified(id).Type;

    public QualifiedType GetQualified(uint id)
    {
        var qualifiers = TypeQualifiers.None;
        for (var steps = 0; steps < MaximumDepth && btf is not null; steps++)
        {
            var type = btf.Get(id);
            switch (type.Kind)
            {
                case BtfKind.Const:
                    qualifiers |= TypeQualifiers.Const;
                    break;
                case BtfKind.Volatile:
                    qualifiers |= TypeQualifiers.Volatile;
                    break;
                case BtfKind.TypeTag when type.NameBytes.SequenceEqual("address_space(1)"u8):
                    qualifiers |= TypeQualifiers.Arena;
                    break;
                case BtfKind.Restrict or BtfKind.TypeTag:
                    break;
                default:
                    return new QualifiedType(GetUnqualified(type), qualifiers);
            }

            id = type.TypeId;
        }

        return VoidType.Instance;
    }

    private int Count => btf?.Count ?? 0;

    private uint Find(BtfKind kind, string name) => btf is null ? 0 : btf.Find(kind, name);

    private CType GetUnqualified(BtfType type)
    {
        if (vmlinux is not null && type.Id < (uint)vmlinux.Count)
        {
            return vmlinux.GetUnqualified(type);
        }

        if (types.TryGetValue(type.Id, out var known))
        {
            return known;
        }

        if (depth > MaximumDepth)
        {
            return VoidType.Instance;
        }

        depth++;
        var made = Make(type);
        depth--;
        types[type.Id] = made;
        return made;
    }

    private CType Make(BtfType type) => type.Kind switch
    {
        BtfKind.Int => MakeInteger(type),
        BtfKind.Float => new FloatType(type.Name, type.Size),
        BtfKind.Pointer => MakePointer(type),
        BtfKind.Array => MakeArray(type.Array),
        BtfKind.Struct or BtfKind.Union => MakeRecord(type),
        BtfKind.Forward => new RecordType(type.Name, type.KindFlag) { KernelTypeId = type.Id },
        BtfKind.Enum or BtfKind.Enum64 => MakeEnum(type),
        BtfKind.Typedef => BasicTypedef(type.Name) ?? new TypedefType(type.Name, GetQualified(type.TypeId)),
        BtfKind.FunctionPrototype => MakePrototype(type),
        BtfKind.Function or BtfKind.Variable => Get(type.TypeId),
        _ => VoidType.Instance,
    };

    private PointerType MakePointer(BtfType type)
    {
        var target = btf!.Get(type.TypeId);
        return new PointerType(GetQualified(type.TypeId)) { Tag = target.Kind == BtfKind.TypeTag ? target.Name : null };
    }

    // "x[]" and "x[0]" look the same here; MakeRecord makes the last member of a struct a flexible array.
    private ArrayType MakeArray(BtfArray array) => new(GetQualified(array.ElementTypeId), array.Length);

    private FunctionType MakePrototype(BtfType type)
    {
        var parameters = new List<QualifiedType>();
        var isVariadic = false;
        for (var i = 0; i < type.ItemCount; i++)
        {
            var id = type.Parameter(i).TypeId;
            if (id == 0)
            {
                isVariadic = true;
                break;
            }

            parameters.Add(GetQualified(id));
        }

        return new FunctionType(GetQualified(type.TypeId), parameters, isVariadic, hasPrototype: true);
    }

    private TypedefSymbol? MakeTypedef(string name)
    {
        if (BasicTypedef(name) is { } basic)
        {
            return new TypedefSymbol(name, default, basic);
        }

        return Find(BtfKind.Typedef, name) is var id and not 0 && Get(id) is TypedefType type ? new TypedefSymbol(name, default, type) : null;
    }

    private FunctionSymbol? FindKernelFunction(string name)
    {
        var id = Find(BtfKind.Function, name);
        if (id == 0 || !IsKfunc(id, name) || Get(id) is not FunctionType type)
        {
            return null;
        }

        return new FunctionSymbol(name, default, type) { IsKernelFunction = true };
    }

    // Kernels since 6.10 tag kfuncs; before, only their usual prefix tells them from other functions.
    private bool IsKfunc(uint id, string name)
    {
        var tagsExist = false;
        for (uint i = 1; i < btf!.Count; i++)
        {
            var type = btf.Get(i);
            if (type.Kind == BtfKind.DeclTag && type.NameBytes.SequenceEqual("bpf_kfunc"u8))
            {
                tagsExist = true;
                if (type.TypeId == id)
                {
                    return true;
                }
            }
        }

        return !tagsExist && name.StartsWith("bpf_", StringComparison.Ordinal);
    }
}
