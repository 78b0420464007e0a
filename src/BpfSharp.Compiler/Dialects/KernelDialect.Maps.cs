// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Dialects;

// A map is a variable in section ".maps" whose struct type describes it, as BTF-defined maps are: int (*max_entries)[N], K *key, V *value.
// BCC's map macros expand to the same with two differences: the kind and the pin path follow in the section's name (".maps:hash:/path"),
// and "key" and "leaf" have the key's and value's own types, so that typeof(map.key) means what BCC programs expect. What BCC's own macros
// expand to is read as well, since programs write it by hand: section "maps/hash", sizes in the initialiser.
internal abstract partial class KernelDialect
{
    private const string MapSection = ".maps";
    private const string LegacySection = "maps";
    private const string PinFolder = "/sys/fs/bpf/";

    private readonly Dictionary<MapSymbol, VariableSymbol> mapVariables = [];
    private readonly List<(MapSpec Spec, VariableSymbol Variable, QualifiedType? Key, QualifiedType? Value)> mapsWithOpenTypes = [];
    private readonly Dictionary<string, MapSymbol> mapsByName = new(StringComparer.Ordinal);

    public override MapSymbol? DeclareMap(VariableSymbol variable)
    {
        switch (variable.Section)
        {
            case ".kconfig":
                if (!RecordsRelocations)
                {
                    ResolveKernelOption(variable);
                }

                return null;
            case MapSection:
                return Declare(variable, static (dialect, v) => dialect.ReadBtfMap(v.Name, v.Type.Canonical as RecordType, v));
            case { } section when section.StartsWith(MapSection + ":", StringComparison.Ordinal):
                return Declare(variable, static (dialect, v) => dialect.ReadBccMap(v, v.Section![(MapSection.Length + 1)..]));
            case LegacySection + "/export" or LegacySection + "/shared" when IsBccRecord(variable):
                variable.Map = mapVariables.FirstOrDefault(known => ReferenceEquals(known.Value.Type.Canonical, variable.Type.Canonical)).Key;
                return null;
            case { } section when section.StartsWith(LegacySection + "/", StringComparison.Ordinal) && IsBccRecord(variable):
                return Declare(variable, static (dialect, v) => dialect.ReadBccMap(v, v.Section![(LegacySection.Length + 1)..]));
            case { } section when section is LegacySection || section.StartsWith(LegacySection + "/", StringComparison.Ordinal):
                return Declare(variable, static (dialect, v) => dialect.ReadLegacyMap(v));
            default:
                return null;
        }
    }

    /// <summary>The map's variable: what helper calls take the address of.</summary>
    protected BoundExpression MapArgument(MapSymbol map) => Build.AsVoidPointer(Build.AddressOf(mapVariables[map]));

    private MapSymbol? Declare(VariableSymbol variable, Func<KernelDialect, VariableSymbol, MapSymbol?> read)
    {
        if (mapsByName.TryGetValue(variable.Name, out var known))
        {
            return variable.Map = known;
        }

        if (read(this, variable) is not { } map)
        {
            return null;
        }

        mapVariables.Add(map, variable);
        mapsByName.Add(map.Name, map);
        return variable.Map = map;
    }

    private MapSymbol? ReadBtfMap(string name, RecordType? record, VariableSymbol variable)
    {
        if (record?.Fields is null)
        {
            Diagnostics.Report(DialectsDiagnostics.NotAMapDeclaration, variable.Span, variable.Name);
            return null;
        }

        var type = (MapType)(Number(record, "type") ?? 0);
        if (type == MapType.Unspec)
        {
            Diagnostics.Report(DialectsDiagnostics.MapWithoutType, variable.Span, name);
            return null;
        }

        if (!HasKnownAttributes(name, record, variable))
        {
            return null;
        }

        var spec = new MapSpec
        {
            Name = name, Type = type, MaxEntries = Number(record, "max_entries") ?? 0, Flags = Number(record, "map_flags") ?? 0,
            NumaNode = (int)(Number(record, "numa_node") ?? 0), Extra = WideNumber(record, "map_extra") ?? 0,
        };
        var (key, value) = (PointedTo(record, "key"), PointedTo(record, "value"));
        if (key is { Type.IsComplete: false } || value is { Type.IsComplete: false })
        {
            mapsWithOpenTypes.Add((spec, variable, key, value)); // the types may follow
        }
        else if (!SetTypes(spec, variable, key, value))
        {
            return null;
        }

        spec.KeySize = key is null ? (int)(Number(record, "key_size") ?? DefaultSize(type)) : spec.KeySize;
        spec.ValueSize = value is null ? (int)(Number(record, "value_size") ?? DefaultSize(type)) : spec.ValueSize;
        if (!AgreesOnSizes(spec, record, variable))
        {
            return null;
        }

        WarnIfIncomplete(spec, record, variable);
        spec.PinPath = Number(record, "pinning") is 1 ? PinFolder + name : null;
        spec.Inner = InnerMap(record, name, variable);
        if (spec.Inner is not null && type is not (MapType.ArrayOfMaps or MapType.HashOfMaps))
        {
            Diagnostics.Report(DialectsDiagnostics.MapsInPlainMap, variable.Span, name);
        }

        return Finish(spec, variable, key, value);
    }

    private static bool IsBccRecord(VariableSymbol variable) =>
        variable.Type.Canonical is RecordType { Fields: not null } record && (FieldType(record, "leaf") ?? FieldType(record, "key")) is not null;

    /// <param name="text">The kind, and the path the map is pinned at after a colon.</param>
    private MapSymbol? ReadBccMap(VariableSymbol variable, string text)
    {
        if (variable.Type.Canonical is not RecordType record)
        {
            Diagnostics.Report(DialectsDiagnostics.NotAMapDeclaration, variable.Span, variable.Name);
            return null;
        }

        var parts = text.Split(':', 2);
        var kind = parts[0].Split('$', 2);
        if (kind[0] is "extern")
        {
            return ReadSharedMap(variable, record);
        }

        if (MapKinds.Find(kind[0]) is not { } type)
        {
            Diagnostics.Report(DialectsDiagnostics.UnknownMapKind, variable.Span, variable.Name, kind[0]);
            return null;
        }

        var spec = new MapSpec
        {
            Name = variable.Name, Type = type,
            MaxEntries = Number(record, "max_entries") ?? Initial(variable, record, "max_entries"),
            Flags = Number(record, "map_flags") ?? Initial(variable, record, "flags"),
            PinPath = parts.Length > 1 ? parts[1] : null, IsHistogram = kind[0] == "histogram",
        };
        var (key, value) = (FieldType(record, "key"), FieldType(record, "leaf"));
        if (!SetTypes(spec, variable, key, value)
            || (kind.Length > 1 && !FindInnerMap(spec, variable, kind[1])) || (spec.IsHistogram && !MakeHistogram(spec, variable, key, value)))
        {
            return null;
        }

        return Finish(spec, variable, key, value);
    }

    // BPF_TABLE("extern", …): a map of another module of the same process; kind, size and flags are that module's.
    private MapSymbol? ReadSharedMap(VariableSymbol variable, RecordType record)
    {
        if (!SharedMaps.TryGetValue(variable.Name, out var other))
        {
            Diagnostics.Report(DialectsDiagnostics.ExternMap, variable.Span, variable.Name);
            return null;
        }

        var spec = new MapSpec { Name = other.Name, Type = other.Type, MaxEntries = other.MaxEntries, Flags = other.Flags, IsHistogram = other.IsHistogram };
        var (key, value) = (FieldType(record, "key"), FieldType(record, "leaf"));
        return SetTypes(spec, variable, key, value) ? Finish(spec, variable, key, value) : null;
    }

    private static uint Initial(VariableSymbol variable, RecordType record, string member)
    {
        var offset = record.Fields!.FirstOrDefault(f => f.Name == member)?.Offset;
        return (uint)(ConstantValue(variable.Initializer?.Items.LastOrDefault(i => i.Offset == offset).Value) ?? 0);
    }

    // struct bpf_map_def x SEC("maps") = { .type = … }: the numbers stand in the initialiser.
    private MapSymbol? ReadLegacyMap(VariableSymbol variable)
    {
        var numbers = new uint[5];
        foreach (var part in variable.Initializer?.Items ?? [])
        {
            if (part.Offset is >= 0 and < 20 && part.Offset % 4 == 0 && ConstantValue(part.Value) is { } value)
            {
                numbers[part.Offset / 4] = (uint)value;
            }
        }

        if (numbers[0] == 0)
        {
            Diagnostics.Report(DialectsDiagnostics.MapWithoutType, variable.Span, variable.Name);
            return null;
        }

        var spec = new MapSpec
        {
            Name = variable.Name, Type = (MapType)numbers[0], KeySize = (int)numbers[1], ValueSize = (int)numbers[2], MaxEntries = numbers[3], Flags = numbers[4],
        };
        return Finish(spec, variable, null, null);
    }

    private static MapSymbol Finish(MapSpec spec, VariableSymbol variable, QualifiedType? key, QualifiedType? value)
    {
        if (spec.Type is MapType.StackTrace && variable.Section != MapSection || spec.Type is MapType.Ringbuf or MapType.UserRingbuf)
        {
            spec.MaxEntries = BitOperations.RoundUpToPowerOf2(spec.MaxEntries);
        }

        return new MapSymbol(spec.Name, variable.Span, spec) { Key = key, Value = value };
    }

    // Perf buffers, program arrays and the like hold file descriptors, whatever the program says.
    private static uint DefaultSize(MapType type) => type is MapType.PerfEventArray or MapType.ProgArray or MapType.CgroupArray
        or MapType.ArrayOfMaps or MapType.HashOfMaps ? 4u : 0u;

    private bool SetTypes(MapSpec spec, VariableSymbol variable, QualifiedType? key, QualifiedType? value)
    {
        if (!IsComplete(variable, spec.Name, "key", key) || !IsComplete(variable, spec.Name, "value", value))
        {
            return false;
        }

        if (key is { Type.Size: 0 })
        {
            Diagnostics.Report(DialectsDiagnostics.MapWithoutKey, variable.Span, spec.Name);
            return false;
        }

        spec.KeySize = (int)(key?.Type.Size ?? 0);
        spec.ValueSize = (int)(value?.Type.Size ?? 0);
        return true;
    }

    private bool IsComplete(VariableSymbol variable, string map, string what, QualifiedType? type)
    {
        if (type is not { } t || t.Type.IsComplete)
        {
            return true;
        }

        Diagnostics.Report(DialectsDiagnostics.IncompleteMapType, variable.Span, map, what, t);
        return false;
    }

    private bool MakeHistogram(MapSpec spec, VariableSymbol variable, QualifiedType? key, QualifiedType? value)
    {
        if (value?.Canonical is not IntegerType { Size: 8, IsSigned: false })
        {
            Diagnostics.Report(DialectsDiagnostics.HistogramLeaf, variable.Span, spec.Name, value ?? VoidType.Instance.Unqualified);
            return false;
        }

        spec.Type = ReferenceEquals(key?.Canonical, IntegerType.Int) ? MapType.Array : MapType.Hash;
        return true;
    }

    private bool FindInnerMap(MapSpec spec, VariableSymbol variable, string name)
    {
        if (!mapsByName.TryGetValue(name, out var inner))
        {
            Diagnostics.Report(DialectsDiagnostics.UnknownInnerMap, variable.Span, spec.Name, name);
            return false;
        }

        spec.Inner = inner.Spec;
        return true;
    }

    // __array(values, struct inner) declares "struct inner *values[]".
    private MapSpec? InnerMap(RecordType record, string name, VariableSymbol variable) =>
        FieldType(record, "values")?.Canonical is ArrayType { Element.Canonical: PointerType { Pointee.Canonical: RecordType { Fields: not null } inner } }
            ? ReadBtfMap(name + ".inner", inner, variable)?.Spec
            : null;

    // .values = { [1] = &inner, … }: what the loader puts into the map.
    private static void ReadSlots(MapSpec spec, VariableSymbol variable)
    {
        if (variable is not { Section: MapSection, Initializer: { } initializer, Type.Canonical: RecordType record }
            || record.Fields?.FirstOrDefault(f => f.Name == "values") is not { } values)
        {
            return;
        }

        foreach (var item in initializer.Items)
        {
            if (item.Offset >= values.Offset && NamedBy(item.Value) is { } name)
            {
                spec.Slots.Add(new MapSlot((uint)((item.Offset - values.Offset) / PointerSize), name));
            }
        }
    }

    private const int PointerSize = 8;

    /// <summary>The map or function whose address this is.</summary>
    private static string? NamedBy(BoundExpression value) => value switch
    {
        BoundConversion conversion => NamedBy(conversion.Operand),
        BoundAddressOf address => NamedBy(address.Target),
        BoundFunction function => function.Function.Name,
        BoundVariable { Variable: { Map: { } map } } => map.Name,
        _ => null,
    };

    private static QualifiedType? FieldType(RecordType record, string name)
    {
        foreach (var field in record.Fields ?? [])
        {
            if (field.Name == name)
            {
                return field.Type;
            }
        }

        return null;
    }

    private static QualifiedType? PointedTo(RecordType record, string name) => (FieldType(record, name)?.Canonical as PointerType)?.Pointee;

    // Numbers too large for an array's length are the only enumerator of an enum (libbpf's __ulong).
    private static ulong? WideNumber(RecordType record, string name) =>
        FieldType(record, name)?.Canonical is EnumType { Enumerators: [var only] } ? (ulong)only.Value : Number(record, name);

    private static uint? Number(RecordType record, string name) =>
        FieldType(record, name)?.Canonical is PointerType { Pointee.Canonical: ArrayType { Length: { } length } } ? (uint)length : null;
}
