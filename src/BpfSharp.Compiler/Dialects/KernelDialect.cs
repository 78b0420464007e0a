// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Dialects;

/// <summary>What both dialects share: kernel names, helpers, map declarations, argument extraction, licence.</summary>
internal abstract partial class KernelDialect(TargetDescription target, KernelTypes types, DiagnosticBag diagnostics) : Dialect
{
    /// <summary>Names of pt_regs by which the program macros tell how arguments are found; see <see cref="CompleteBody"/>.</summary>
    protected const string SyscallRegisters = "__ksyscall_regs";
    protected const string ReturnRegisters = "__kretprobe_regs";

    private readonly HelperSymbol?[] helpers = new HelperSymbol?[HelperTable.Count];
    private readonly Dictionary<string, TypedefSymbol> registerNames = new(StringComparer.Ordinal);
    private RecordType? mapDefinition;

    /// <summary>Questions about kernel types are left to the loader.</summary>
    public bool RecordsRelocations { get; init; }

    protected TargetDescription Target { get; } = target;
    protected KernelTypes Types { get; } = types;
    protected DiagnosticBag Diagnostics { get; } = diagnostics;

    public override bool IsTypeName(string name) => name is SyscallRegisters or ReturnRegisters || Types.IsTypeName(name);

    public override Symbol? FindSymbol(string name)
    {
        if (HelperTable.Find(name) is { } helper)
        {
            return GetHelper(helper.Id);
        }

        return name is SyscallRegisters or ReturnRegisters ? RegistersName(name) : Types.FindSymbol(name);
    }

    public override RecordType? FindRecord(bool isUnion, string tag)
    {
        if (tag == "bpf_map_def" && !isUnion)
        {
            return mapDefinition ??= MakeMapDefinition();
        }

        return Types.FindRecord(isUnion, tag);
    }

    public override EnumType? FindEnum(string tag) => Types.FindEnum(tag);

    public override IEnumerable<string> SimilarNames(string name)
    {
        foreach (var candidate in HelperTable.Names)
        {
            if (Spelling.IsNear(name, candidate))
            {
                yield return candidate;
            }
        }

        foreach (var candidate in Types.SimilarEnumerators(name))
        {
            yield return candidate;
        }
    }

    public override IEnumerable<string> SimilarTypeNames(string name) => Types.SimilarTypeNames(name);

    public override IEnumerable<string> SimilarTags(string tag, bool isEnum) => Types.SimilarTags(tag, isEnum);

    /// <summary>Maps of other modules, by name.</summary>
    public IReadOnlyDictionary<string, BpfSharp.Objects.MapSpec> SharedMaps { get; init; } = new Dictionary<string, BpfSharp.Objects.MapSpec>();

    /// <summary>The helper as a symbol; its prototype is read when first asked for.</summary>
    public HelperSymbol GetHelper(int id)
    {
        if (helpers[id] is { } known)
        {
            return known;
        }

        var info = HelperTable.Get(id) ?? throw new InvalidOperationException($"helper {id} is not in the table");
        var parameters = new List<QualifiedType>();
        var isVariadic = false;
        foreach (var text in info.ParameterTypes)
        {
            if (text == "...")
            {
                isVariadic = true;
                break;
            }

            parameters.Add(TypeOf(text));
        }

        return helpers[id] = new HelperSymbol(info.Name, id, new FunctionType(TypeOf(info.Result), parameters, isVariadic, hasPrototype: true));
    }

    private QualifiedType TypeOf(string text) => Types.ParseType(text) ?? throw new InvalidOperationException($"helper table: no type '{text}'");

    private TypedefSymbol RegistersName(string name)
    {
        if (!registerNames.TryGetValue(name, out var symbol))
        {
            var registers = Types.FindRecord(false, "pt_regs") ?? new RecordType("pt_regs", false);
            registerNames.Add(name, symbol = new TypedefSymbol(name, default, new TypedefType(name, registers)));
        }

        return symbol;
    }

    // libbpf's old way to declare maps, before BTF.
    private static RecordType MakeMapDefinition()
    {
        var record = new RecordType("bpf_map_def", false);
        string[] names = ["type", "key_size", "value_size", "max_entries", "map_flags"];
        var fields = names.Select((name, i) => new FieldSymbol { Name = name, Type = IntegerType.UnsignedInt, Offset = i * 4, Index = i }).ToList();
        record.Complete(fields, names.Length * 4, 4);
        return record;
    }
}
