// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Tests.Library;

public class MapTests
{
    private static MapSpec Spec(MapType type, int key, int value, uint entries, uint flags = 0) =>
        new() { Name = "t", Type = type, KeySize = key, ValueSize = value, MaxEntries = entries, Flags = flags };

    [SkippableTheory]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.LruHash)]
    public void Hash_adds_replaces_takes_and_lists(MapType type)
    {
        Needs.Kernel();
        using var map = BpfMap.Create(Spec(type, 4, 8, 1000));
        var hash = map.AsHash<int, long>();
        for (var i = 0; i < 700; i++)
        {
            hash[i] = i * 10L;
        }

        Assert.Equal(700, hash.Count());
        Assert.Equal(50, hash[5]);
        Assert.False(hash.TryAdd(5, 1));
        Assert.True(hash.TryAdd(900, 1));
        Assert.True(hash.TryTake(900, out var taken) && taken == 1);
        Assert.False(hash.TryGet(900, out _));
        Assert.Equal(Enumerable.Range(0, 700), hash.Items().Select(p => p.Key).Order());
        Assert.All(hash.Items(), p => Assert.Equal(p.Key * 10L, p.Value));
        Assert.Equal(700, hash.Items(delete: true).Count);
        Assert.Equal(0, hash.Count());
        hash[1] = 1;
        hash.Clear();
        Assert.Empty(hash.Items());
        Assert.Throws<KeyNotFoundException>(() => hash[1]);
    }

    [SkippableFact]
    public void Array_reads_writes_and_clears()
    {
        Needs.Kernel();
        using var map = BpfMap.Create(Spec(MapType.Array, 4, 4, 300));
        var array = map.AsArray<int>();
        array[299] = 7;
        Assert.Equal(7, array.ToArray()[299]);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[300]);
        array.Clear();
        Assert.Equal(0, array[299]);
    }

    [SkippableFact]
    public void Per_cpu_values_are_kept_apart_and_rounded_to_8_bytes()
    {
        Needs.Kernel();
        var cpus = KernelTarget.PossibleCpus;
        var values = Enumerable.Range(1, cpus).ToArray();
        using var array = BpfMap.Create(Spec(MapType.PercpuArray, 4, 4, 2));
        array.AsPerCpuArray<int>().Set(1, values);
        Assert.Equal(values, array.AsPerCpuArray<int>()[1]);
        Assert.Equal(cpus * 8, array.ValueBytes);
        using var hash = BpfMap.Create(Spec(MapType.PercpuHash, 4, 4, 10));
        var typed = hash.AsPerCpuHash<int, int>();
        typed.Set(3, values);
        var item = Assert.Single(typed.Items());
        Assert.Equal(3, item.Key);
        Assert.Equal(values, item.Value);
    }

    [SkippableFact]
    public void Trie_is_listed_without_its_own_batch_command()
    {
        Needs.Kernel();
        using var map = BpfMap.Create(Spec(MapType.LpmTrie, 8, 4, 10, flags: 1));
        var trie = map.AsHash<ulong, int>();
        trie[8 | (10UL << 32)] = 1;
        trie[16 | (0xa8c0UL << 32)] = 2;
        Assert.Equal([1, 2], trie.Items().Select(p => p.Value).Order());
    }

    [SkippableFact]
    public void Queue_gives_back_in_order()
    {
        Needs.Kernel();
        using var map = BpfMap.Create(Spec(MapType.Queue, 0, 4, 4));
        map.Update(default, BitConverter.GetBytes(1));
        map.Update(default, BitConverter.GetBytes(2));
        var value = new byte[4];
        Assert.True(map.TryLookupAndDelete(default, value));
        Assert.Equal(1, BitConverter.ToInt32(value));
    }

    [SkippableFact]
    public void Refusals_name_the_map_and_the_reason()
    {
        Needs.Kernel();
        var wrong = Assert.Throws<BpfException>(() => BpfMap.Create(Spec(MapType.Hash, 0, 4, 1)));
        Assert.Equal(22, wrong.Errno);
        Assert.Contains("create map t: EINVAL", wrong.Message, StringComparison.Ordinal);
        using var small = BpfMap.Create(Spec(MapType.Hash, 4, 4, 1));
        small.AsHash<int, int>()[1] = 1;
        Assert.Contains("full", Assert.Throws<BpfException>(() => small.AsHash<int, int>()[2] = 1).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => small.AsHash<long, int>());
        Assert.Throws<ArgumentException>(() => small.TryLookup(new byte[8], new byte[4]));
    }
}
