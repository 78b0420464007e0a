// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Dialects;

/// <summary>Where an argument of the helper behind a map method comes from.</summary>
internal enum MethodArgument
{
    /// <summary>The map itself.</summary>
    Map,
    /// <summary>The next argument written, converted to the helper's parameter type.</summary>
    Any,
    /// <summary>The next argument written: points to a key.</summary>
    Key,
    /// <summary>The next argument written: points to a value.</summary>
    Leaf,
    /// <summary>The next argument written: points to the record emitted.</summary>
    Event,
    Zero,
    /// <summary>BPF_NOEXIST.</summary>
    NoExist,
    /// <summary>BPF_F_CURRENT_CPU.</summary>
    CurrentCpu,
}

/// <param name="Types">Map types that have the method; empty for all.</param>
/// <param name="ReturnsLeaf">The result points to a value.</param>
internal sealed record MapMethod(string Name, int Helper, MethodArgument[] Arguments, MapType[] Types, bool ReturnsLeaf = false)
{
    /// <summary>How many arguments are written in the call.</summary>
    public int Written => Arguments.Count(a => a is MethodArgument.Any or MethodArgument.Key or MethodArgument.Leaf or MethodArgument.Event);
}

/// <summary>BCC's map methods that are one helper call. The others are in <see cref="BccDialect"/>.</summary>
internal static class MapMethods
{
    private const MethodArgument Map = MethodArgument.Map, Any = MethodArgument.Any, Key = MethodArgument.Key, Leaf = MethodArgument.Leaf, Event = MethodArgument.Event;

    private static readonly MapType[] PerfBuffers = [MapType.PerfEventArray];
    private static readonly MapType[] RingBuffers = [MapType.Ringbuf];
    private static readonly MapType[] Queues = [MapType.Queue, MapType.Stack, MapType.BloomFilter];

    public static readonly MapMethod[] All =
    [
        new("lookup", 1, [Map, Key], [], ReturnsLeaf: true),
        new("update", 2, [Map, Key, Leaf, MethodArgument.Zero], []),
        new("insert", 2, [Map, Key, Leaf, MethodArgument.NoExist], []),
        new("delete", 3, [Map, Key], []),
        new("call", 12, [Any, Map, Any], [MapType.ProgArray]),
        new("perf_read", 22, [Map, Any], PerfBuffers),
        new("perf_counter_value", 55, [Map, Any, Any, Any], PerfBuffers),
        new("perf_submit", 25, [Any, Map, MethodArgument.CurrentCpu, Event, Any], PerfBuffers),
        new("get_stackid", 27, [Any, Map, Any], [MapType.StackTrace]),
        new("check_current_task", 37, [Map, Any], [MapType.CgroupArray]),
        new("redirect_map", 51, [Map, Any, Any], [MapType.Devmap, MapType.DevmapHash, MapType.Cpumap, MapType.Xskmap]),
        new("ringbuf_output", 130, [Map, Event, Any, Any], RingBuffers),
        new("ringbuf_reserve", 131, [Map, Any, MethodArgument.Zero], RingBuffers),
        new("ringbuf_submit", 132, [Event, Any], RingBuffers),
        new("ringbuf_discard", 133, [Any, Any], RingBuffers),
        new("ringbuf_query", 134, [Map, Any], RingBuffers),
        new("push", 87, [Map, Leaf, Any], Queues),
        new("pop", 88, [Map, Leaf], Queues),
        new("peek", 89, [Map, Leaf], Queues),
        new("sock_map_update", 53, [Any, Map, Key, Any], [MapType.Sockmap]),
        new("sock_hash_update", 70, [Any, Map, Key, Any], [MapType.Sockhash]),
        new("sk_redirect_map", 52, [Any, Map, Any, Any], [MapType.Sockmap]),
        new("msg_redirect_map", 60, [Any, Map, Any, Any], [MapType.Sockmap]),
        new("msg_redirect_hash", 71, [Any, Map, Key, Any], [MapType.Sockhash]),
        new("sk_redirect_hash", 72, [Any, Map, Key, Any], [MapType.Sockhash]),
        new("get_local_storage", 81, [Map, Any], [MapType.CgroupStorage, MapType.PercpuCgroupStorage], ReturnsLeaf: true),
        new("sk_storage_get", 107, [Map, Any, Any, Any], [MapType.SkStorage], ReturnsLeaf: true),
        new("sk_storage_delete", 108, [Map, Any], [MapType.SkStorage]),
        new("inode_storage_get", 145, [Map, Any, Any, Any], [MapType.InodeStorage], ReturnsLeaf: true),
        new("inode_storage_delete", 146, [Map, Any], [MapType.InodeStorage]),
        new("task_storage_get", 156, [Map, Any, Any, Any], [MapType.TaskStorage], ReturnsLeaf: true),
        new("task_storage_delete", 157, [Map, Any], [MapType.TaskStorage]),
    ];

    public static readonly string[] Composed = ["lookup_or_try_init", "lookup_or_init", "increment", "atomic_increment", "perf_submit_skb"];

    /// <summary>The helper that does what a method does, for those whose dialect has no methods.</summary>
    public static string? HelperFor(string name) =>
        name is "lookup_or_try_init" or "lookup_or_init" or "increment" or "atomic_increment" ? "bpf_map_lookup_elem"
        : Find(name) is { } method ? HelperTable.Get(method.Helper)?.Name : null;

    public static MapMethod? Find(string name) => Array.Find(All, m => m.Name == name);
}
