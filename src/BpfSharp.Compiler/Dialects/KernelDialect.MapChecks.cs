// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Dialects;

// What a BTF-defined map says of itself, checked before the kernel does.
internal abstract partial class KernelDialect
{
    private static readonly string[] MapAttributes =
        ["type", "key", "value", "key_size", "value_size", "max_entries", "map_flags", "map_extra", "numa_node", "pinning", "values"];

    private bool HasKnownAttributes(string map, RecordType record, VariableSymbol variable)
    {
        foreach (var field in record.Fields ?? [])
        {
            if (field.Name.Length > 0 && Array.IndexOf(MapAttributes, field.Name) < 0)
            {
                var close = Spelling.Nearest(field.Name, MapAttributes) is { } nearest ? $"; did you mean '{nearest}'?" : "";
                Diagnostics.Report(DialectsDiagnostics.UnknownMapAttribute, variable.Span, map, field.Name, close);
                return false;
            }
        }

        return true;
    }

    // libbpf takes both a type and a size when they agree.
    private bool AgreesOnSizes(MapSpec spec, RecordType record, VariableSymbol variable)
    {
        foreach (var (what, size) in new[] { ("key", spec.KeySize), ("value", spec.ValueSize) })
        {
            if (PointedTo(record, what) is not null && Number(record, what + "_size") is { } said && said != size)
            {
                Diagnostics.Report(DialectsDiagnostics.MapSizesDiffer, variable.Span, spec.Name, what, size, said);
                return false;
            }
        }

        return true;
    }

    private void WarnIfIncomplete(MapSpec spec, RecordType record, VariableSymbol variable)
    {
        if (spec.Type is not (MapType.Hash or MapType.Array or MapType.PercpuHash or MapType.PercpuArray or MapType.LruHash or MapType.LruPercpuHash or MapType.LpmTrie))
        {
            return;
        }

        foreach (var what in new[] { "key", "value" })
        {
            if (PointedTo(record, what) is null && FieldType(record, what + "_size") is null && FieldType(record, what + "s") is null)
            {
                Diagnostics.Report(DialectsDiagnostics.MapSizeMissing, variable.Span, spec.Name, what);
                return;
            }
        }
    }
}
