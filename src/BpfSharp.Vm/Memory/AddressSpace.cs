// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Vm.Memory;

/// <summary>All regions by address. An address is the region's place and generation in the upper half and the offset in it in the lower, so that no
/// arithmetic on a pointer within bounds leads into a neighbour; place 0 is nobody's, which makes null one.</summary>
/// <remarks>A place is used again when its region is given up, a generation later: the old addresses stay wrong for the next 127 users of the place.</remarks>
internal sealed class AddressSpace
{
    // Offsets start in the middle, so that a step before a region's start does not borrow from its number.
    private const uint Bias = 0x10000000;
    private const int PlaceBits = 24, PlaceMask = (1 << PlaceBits) - 1, GenerationMask = 0x7f;
    private readonly List<(Region? Region, int Generation)> places = [(null, 0)];

    // The longest unused first.
    private readonly Queue<int> free = new();

    /// <summary>Regions there are, those given up not counted.</summary>
    public int Count => places.Count - 1 - free.Count;

    public ulong Add(Region region)
    {
        if (free.TryDequeue(out var place))
        {
            places[place] = (region, (places[place].Generation + 1) & GenerationMask);
        }
        else
        {
            place = places.Count;
            places.Add((region, 0));
        }

        return (ulong)(places[place].Generation << PlaceBits | place) << 32 | Bias;
    }

    /// <summary>Gives a region up: its addresses lead nowhere from now on.</summary>
    public void Remove(ulong address)
    {
        var place = PlaceOf(address);
        places[place].Region!.IsFreed = true;
        free.Enqueue(place);
    }

    /// <exception cref="AccessException">Some of the bytes are outside of any region, or read-only and to be written.</exception>
    public Region Find(ulong address, int size, bool isWrite, out int offset)
    {
        var place = PlaceOf(address);
        if (place == 0 || place >= places.Count)
        {
            throw new AccessException(address < 4096 ? $"access of {size} bytes through a null pointer" : $"access of {size} bytes through 0x{address:x}, which is no pointer");
        }

        var (region, generation) = places[place];
        if (region!.IsFreed || generation != GenerationOf(address))
        {
            throw new AccessException($"access of {size} bytes of {(region.IsFreed ? region.Name : "memory")} after it was given up");
        }

        var at = (long)(uint)address - Bias;
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

    private static int PlaceOf(ulong address) => (int)(address >> 32) & PlaceMask;

    private static int GenerationOf(ulong address) => (int)(address >> 32 + PlaceBits) & GenerationMask;
}
