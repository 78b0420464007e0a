// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace BpfSharp.Fuzz.Objects;

/// <summary>Damages good objects: anywhere, or in the tables that steer the reader (headers, symbols, relocations, BTF and its extension).</summary>
internal sealed class ObjectDamage(List<byte[]> samples, Random random)
{
    private const int HeaderBytes = 64;
    private static readonly ulong[] Extremes = [0, 1, 2, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, long.MaxValue, ulong.MaxValue];

    public byte[] Next()
    {
        var bytes = (byte[])samples[random.Next(samples.Count)].Clone();
        for (var i = random.Next(1, 6); i > 0 && bytes.Length > HeaderBytes; i--)
        {
            bytes = random.Next(12) switch
            {
                0 => bytes[..random.Next(bytes.Length)],
                1 => Insert(bytes, random.Next(bytes.Length)),
                2 => Splice(bytes),
                < 5 => Change(bytes, 0, bytes.Length),
                _ => ChangeSection(bytes),
            };
        }

        return bytes;
    }

    private byte[] Change(byte[] bytes, int start, int length)
    {
        if (length <= 0 || start < 0 || start >= bytes.Length)
        {
            return bytes;
        }

        var at = start + random.Next(Math.Min(length, bytes.Length - start));
        var rest = bytes.AsSpan(at);
        var value = random.Next(3) == 0 ? (ulong)random.NextInt64() : Extremes[random.Next(Extremes.Length)];
        switch (random.Next(5))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)value;
                break;
            case 2 when rest.Length >= 2:
                BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)value);
                break;
            case 3 when bytes.AsSpan(at & ~3) is { Length: >= 4 } word:
                BinaryPrimitives.WriteUInt32LittleEndian(word, (uint)value);
                break;
            case 4 when bytes.AsSpan(at & ~7) is { Length: >= 8 } wide:
                BinaryPrimitives.WriteUInt64LittleEndian(wide, value);
                break;
        }

        return bytes;
    }

    /// <summary>A section chosen by its header, or the header itself; the table may be damaged already.</summary>
    private byte[] ChangeSection(byte[] bytes)
    {
        var table = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(60));
        var at = table + (ulong)random.Next(Math.Max((int)count, 1)) * HeaderBytes;
        if (at > (ulong)bytes.Length - HeaderBytes)
        {
            return Change(bytes, 0, HeaderBytes);
        }

        var header = bytes.AsSpan((int)at, HeaderBytes);
        var (start, length) = (BinaryPrimitives.ReadUInt64LittleEndian(header[24..]), BinaryPrimitives.ReadUInt64LittleEndian(header[32..]));
        return random.Next(4) == 0 || start >= (ulong)bytes.Length
            ? Change(bytes, (int)at, HeaderBytes)
            : Change(bytes, (int)start, (int)Math.Min(length, (ulong)bytes.Length - start));
    }

    private byte[] Insert(byte[] bytes, int at)
    {
        var length = Math.Min(random.Next(1, 64), bytes.Length - at);
        return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
    }

    /// <summary>Part of another object at the same place.</summary>
    private byte[] Splice(byte[] bytes)
    {
        var other = samples[random.Next(samples.Count)];
        var start = random.Next(Math.Min(bytes.Length, other.Length));
        var length = Math.Min(random.Next(1, 512), Math.Min(bytes.Length, other.Length) - start);
        other.AsSpan(start, length).CopyTo(bytes.AsSpan(start));
        return bytes;
    }
}
