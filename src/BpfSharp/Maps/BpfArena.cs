// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>The memory of an arena, at the addresses that its programs' <c>__arena</c> pointers hold. Belongs to the map and ends with it.</summary>
/// <remarks>Touching a page no program has allocated allocates it. Programs may write any of it at any time; nothing here locks. Linux 6.9.</remarks>
public sealed unsafe class BpfArena
{
    private const uint BPF_F_SEGV_ON_FAULT = 1 << 17;

    /// <summary>Every kernel with arenas takes offsets below this in a 64-bit load.</summary>
    private const long LargestOffset = 1 << 29;

    private readonly Mapping pages;

    private BpfArena(Mapping pages, int dataOffset)
    {
        this.pages = pages;
        DataOffset = dataOffset;
    }

    /// <summary>The address of the first page, in this process and in <c>__arena</c> pointers.</summary>
    public ulong Address => (ulong)pages.Address;

    /// <summary>Bytes, allocated or not.</summary>
    public long Length => (long)pages.Length;

    /// <summary>Where the object's variables start, in bytes from <see cref="Address"/>.</summary>
    internal int DataOffset { get; }

    /// <summary>The bytes an <c>__arena</c> pointer points at.</summary>
    /// <param name="pointer">As programs have stored it.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not all in the arena.</exception>
    public Span<byte> At(ulong pointer, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > Length || pointer < Address || pointer - Address > (ulong)(Length - length))
        {
            throw new ArgumentOutOfRangeException(nameof(pointer), $"{length} bytes at 0x{pointer:x} are not in the arena, which is 0x{Length:x} bytes at 0x{Address:x}");
        }

        // SAFETY: within the mapping, which lives as long as the map.
        return new Span<byte>((byte*)pointer, length);
    }

    /// <summary>What an <c>__arena</c> pointer points at.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in the arena.</exception>
    public ref T At<T>(ulong pointer)
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(At(pointer, Unsafe.SizeOf<T>()));

    /// <summary>Gives the arena its address, without which the kernel refuses its programs, and writes the object's variables.</summary>
    /// <remarks>
    /// Variables stand in the last pages, as libbpf 1.7 places them: a pointer to the first byte of an arena can look like NULL. Writing them makes their
    /// pages the arena's own, so that programs that ask for pages get others.
    /// </remarks>
    internal static BpfArena Map(BpfMap map)
    {
        var page = Environment.SystemPageSize;
        var (spec, length) = (map.Spec, (long)map.MaxEntries * page);
        var contents = spec.InitialContents;
        var writes = contents.Length > 0 && !map.IsReused;
        if (contents.Length > length)
        {
            throw new BpfException("map arena", map.Name, 0, $"the object's variables take {contents.Length} bytes, and {map.MaxEntries} pages have {length}: raise max_entries");
        }

        if (writes && (spec.Flags & BPF_F_SEGV_ON_FAULT) != 0)
        {
            throw new BpfException("map arena", map.Name, 0, "with BPF_F_SEGV_ON_FAULT nobody but programs can allocate pages, so it can have no variables: leave out the flag, or allocate them in a program");
        }

        var pages = MemoryMap.MapArena(map.Handle, (nuint)length, spec.Extra, out var error) ?? throw Explain(map, error);
        var start = length - ((contents.Length + page - 1) / page * page);
        var offset = contents.Length > 0 && start < LargestOffset ? (int)start : 0;

        if (writes)
        {
            // SAFETY: the variables were just seen to fit.
            contents.CopyTo(new Span<byte>(pages.Address + offset, contents.Length));
        }

        return new BpfArena(pages, offset);
    }

    internal void Unmap() => pages.Dispose();

    private static BpfException Explain(BpfMap map, int error) => Refusal.Of("map arena", map.Name, error, -error switch
    {
        Errno.EEXIST => $"its map_extra asks for address 0x{map.Spec.Extra:x}, where this process has other memory: choose another, or none",
        Errno.EBUSY => "another process has it at another address: give it one by map_extra",
        Errno.EINVAL or Errno.E2BIG => $"an arena is at most 4 GB and does not cross a multiple of 4 GB: {map.MaxEntries} pages at 0x{map.Spec.Extra:x}",
        _ => null,
    });
}
