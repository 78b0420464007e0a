// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Compiler.Dialects;

/// <summary>BPF helpers by name and id. A row is read the first time it is asked for.</summary>
internal static partial class HelperTable
{
    private static readonly HelperInfo?[] Cache = new HelperInfo?[Count];

    /// <summary>Null when there is no helper of this id.</summary>
    public static HelperInfo? Get(int id)
    {
        if (id <= 0 || id >= Count || Name(id) is not { } name)
        {
            return null;
        }

        return Cache[id] ??= Parse(id, name, Row(id));
    }

    public static HelperInfo? Find(string name) => name.StartsWith("bpf_", StringComparison.Ordinal) ? Get(FindId(name)) : null;

    /// <summary>All names, for spelling suggestions.</summary>
    public static IEnumerable<string> Names => Enumerable.Range(1, Count - 1).Select(Name).OfType<string>();

    // Row: "kernel returns memory gpl | C result | kind type, kind type"
    private static HelperInfo Parse(int id, string name, string row)
    {
        var columns = row.Split(" | ");
        var head = columns[0].Split(' ');
        var arguments = new List<HelperArgument>();
        var types = new List<string>();
        foreach (var column in columns.Length < 3 ? [] : columns[2].Split(", "))
        {
            var space = column.IndexOf(' ', StringComparison.Ordinal);
            arguments.Add(ArgumentKind(column[..space]));
            types.Add(column[(space + 1)..]);
        }

        return new HelperInfo(id, name, KernelVersion(head[0]), ReturnKind(head[1].TrimEnd('?')), head[1].EndsWith('?'), MemoryKind(head), columns[1].TrimEnd(' ', '|'), arguments, types, head[^1] == "gpl");
    }

    private static int KernelVersion(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return (int.Parse(text.AsSpan(0, dot), CultureInfo.InvariantCulture) << 16) | (int.Parse(text.AsSpan(dot + 1), CultureInfo.InvariantCulture) << 8);
    }

    private static HelperReturn ReturnKind(string word) => word switch
    {
        "void" => HelperReturn.Void,
        "mapvalue" => HelperReturn.MapValue,
        "ring" => HelperReturn.RingRecord,
        "memory" => HelperReturn.Memory,
        "trusted" => HelperReturn.Trusted,
        "kernel" => HelperReturn.KernelPointer,
        _ => HelperReturn.Integer,
    };

    private static HelperMemory MemoryKind(string[] head) => head switch
    {
        [_, _, "quiet", ..] => HelperMemory.Quiet,
        [_, _, "fills", ..] => HelperMemory.Fills,
        _ => HelperMemory.Unknown,
    };

    private static HelperArgument ArgumentKind(string word) => word switch
    {
        "ctx" => HelperArgument.Context,
        "map" => HelperArgument.MapPointer,
        "key" => HelperArgument.MapKey,
        "value" => HelperArgument.MapValue,
        "uvalue" => HelperArgument.UninitMapValue,
        "mem" => HelperArgument.Memory,
        "uninit" => HelperArgument.UninitMemory,
        "size" => HelperArgument.Size,
        "const" => HelperArgument.Constant,
        "stack" => HelperArgument.StackOrNull,
        "object" => HelperArgument.Object,
        "ring" => HelperArgument.RingRecord,
        "dynptr" => HelperArgument.DynamicPointer,
        "field" => HelperArgument.MapValueField,
        "func" => HelperArgument.Callback,
        "string" => HelperArgument.ConstantString,
        _ => HelperArgument.Anything,
    };
}
