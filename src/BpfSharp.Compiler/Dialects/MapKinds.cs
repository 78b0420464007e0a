// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Dialects;

/// <summary>BCC's words for kinds of maps.</summary>
internal static class MapKinds
{
    /// <summary>The map type of a kind; histograms are decided by their key. Null when there is no such kind.</summary>
    public static MapType? Find(string kind) => kind switch
    {
        "hash" or "histogram" => MapType.Hash,
        "array" => MapType.Array,
        "percpu_hash" => MapType.PercpuHash,
        "percpu_array" => MapType.PercpuArray,
        "lru_hash" => MapType.LruHash,
        "lru_percpu_hash" => MapType.LruPercpuHash,
        "lpm_trie" => MapType.LpmTrie,
        "prog" => MapType.ProgArray,
        "perf_output" or "perf_array" => MapType.PerfEventArray,
        "ringbuf" => MapType.Ringbuf,
        "queue" => MapType.Queue,
        "stack" => MapType.Stack,
        "cgroup_array" => MapType.CgroupArray,
        "stacktrace" => MapType.StackTrace,
        "devmap" => MapType.Devmap,
        "cpumap" => MapType.Cpumap,
        "xskmap" => MapType.Xskmap,
        "hash_of_maps" => MapType.HashOfMaps,
        "array_of_maps" => MapType.ArrayOfMaps,
        "sk_storage" => MapType.SkStorage,
        "inode_storage" => MapType.InodeStorage,
        "task_storage" => MapType.TaskStorage,
        "sockmap" => MapType.Sockmap,
        "sockhash" => MapType.Sockhash,
        "cgroup_storage" => MapType.CgroupStorage,
        "percpu_cgroup_storage" => MapType.PercpuCgroupStorage,
        _ => null,
    };
}
