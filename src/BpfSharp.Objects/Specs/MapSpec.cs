// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects;

/// <summary>A map as declared, before the kernel has made it.</summary>
public sealed class MapSpec
{
    /// <summary>Where maps that ask to be pinned by name are pinned, unless the loader is told another folder.</summary>
    public const string DefaultPinRoot = "/sys/fs/bpf/";

    public required string Name { get; init; }
    public required MapType Type { get; set; }

    /// <summary>Size of a key in bytes; 0 for maps without keys (ring buffers, queues).</summary>
    public int KeySize { get; set; }

    /// <summary>Size of a value in bytes (of one CPU's value in per-CPU maps).</summary>
    public int ValueSize { get; set; }

    /// <summary>Entries, or bytes for ring buffers; 0 lets the loader choose (one per possible CPU for perf buffers).</summary>
    public uint MaxEntries { get; set; }

    /// <summary>BPF_F_* creation flags.</summary>
    public uint Flags { get; set; }

    /// <summary>map_extra: hash functions of a bloom filter, start address of an arena.</summary>
    public ulong Extra { get; set; }

    /// <summary>NUMA node to allocate on, heeded with BPF_F_NUMA_NODE in <see cref="Flags"/>.</summary>
    public int NumaNode { get; set; }

    /// <summary>Ids in the object's BTF; 0 when there is none.</summary>
    public uint KeyTypeId { get; set; }
    public uint ValueTypeId { get; set; }

    /// <summary>BTF id of the struct that programs emit through this perf or ring buffer; 0 when unknown.</summary>
    public uint EventTypeId { get; set; }

    /// <summary>True when drawn as a histogram (declared by BPF_HISTOGRAM).</summary>
    public bool IsHistogram { get; set; }

    /// <summary>Initial contents of a data section map (.data, .rodata); empty otherwise. Length equals <see cref="ValueSize"/>.</summary>
    public byte[] InitialContents { get; set; } = [];

    /// <summary>True for .rodata: the loader freezes the map after filling it.</summary>
    public bool IsReadOnlyData { get; set; }

    /// <summary>Path to pin at and to reuse from, or null.</summary>
    public string? PinPath { get; set; }

    /// <summary>Template for map-in-map types.</summary>
    public MapSpec? Inner { get; set; }

    /// <summary>What the declaration puts into the map: maps into maps of maps, programs into program arrays. The loader writes it.</summary>
    public List<MapSlot> Slots { get; } = [];

    /// <summary>For maps that stand for a struct of callbacks (struct_ops); null otherwise.</summary>
    public StructOpsSpec? StructOps { get; set; }

    /// <summary>Declared here (extern) and defined by another object: loadable only once they are linked.</summary>
    public bool IsExternal { get; set; }

    /// <summary>False leaves the map out: instructions that use it are refused only where they can be reached.</summary>
    public bool AutoCreate { get; set; } = true;
}
