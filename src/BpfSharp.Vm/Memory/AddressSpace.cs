// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Vm.Memory;

/// <summary>All regions by address. An address is the region's number in the upper half and the offset in it in the lower, so that no arithmetic on a
/// pointer within bounds leads into a neighbour; number 0 is nobody's, which makes null one.</summary>
internal sealed class AddressSpace
{
    // Offsets start in the middle, so that a step before a region's start does not borrow from its number.
    private const uint Bias = 0x10000000;
    private readonly List<Region?> regions = [null];

    public ulong Add(Region region)
    {
        regions.Add(region);
        return AddressOf(regions.Count - 1);
    }

    /// <summary>Forgets the regions added since <see cref="Count"/> was this.</summary>
    public void Shrink(int count) => regions.RemoveRange(count, regions.Count - count);

    public int Count => regions.Count;

    public bool IsPointer(ulong value) => (int)(value >> 32) is > 0 and var number && number < regions.Count;

    /// <exception cref="AccessException">Some of the bytes are outside of any region, or read-only and to be written.</exception>
    public Region Find(ulong address, int size, bool isWrite, out int offset)
    {
        var number = address >> 32;
        if (number == 0 || number >= (ulong)regions.Count || regions[(int)number] is not { } region)
        {
            throw new AccessException(address < 4096 ? $"access of {size} bytes through a null pointer" : $"access of {size} bytes through 0x{address:x}, which is no pointer");
        }

        var at = (long)(uint)address - Bias;
        if (region.IsFreed)
        {
            throw new AccessException($"access of {size} bytes of {region.Name} after it was given up");
        }

        if (at < 0 || size < 0 || at + size > region.Bytes.Length)
        {
            throw new AccessException($"access of {size} bytes at offset {at} of {region.Name}, which has {region.Bytes.Length}");
        }

        if (isWrite && region.IsReadOnly)
        {
            throw new AccessException($"write to {region.Name}, which is read-only");
        }

        offset = (int)at;
        return region;
    }

    /// <summary>Bytes that a helper reads: all of them must be initialised.</summary>
    public ReadOnlySpan<byte> Read(ulong address, int size)
    {
        if (size == 0)
        {
            return [];
        }

        var region = Find(address, size, isWrite: false, out var offset);
        return region.IsInitialised(offset, size)
            ? region.Bytes.AsSpan(offset, size)
            : throw new AccessException($"{size} bytes at offset {offset} of {region.Name} handed to a helper are not all initialised");
    }

    /// <summary>Bytes that a helper fills.</summary>
    public Span<byte> Write(ulong address, int size)
    {
        if (size == 0)
        {
            return [];
        }

        var region = Find(address, size, isWrite: true, out var offset);
        region.MarkInitialised(offset, size);
        return region.Bytes.AsSpan(offset, size);
    }

    private static ulong AddressOf(int number) => (ulong)number << 32 | Bias;
}
