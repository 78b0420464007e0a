// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace BpfSharp.Objects.Btf;

/// <summary>The one pass over the bytes: header, where each type starts, and whether every reference stays inside.</summary>
public sealed partial class BtfTypes
{
    private const int HeaderSize = 24;
    private const int Magic = 0xeb9f;

    private (int Start, int Length) ReadHeader(ReadOnlySpan<byte> bytes, out int stringsAt, out int stringsLength)
    {
        if (bytes.Length < HeaderSize)
        {
            throw new FormatException($"BTF of {bytes.Length} bytes is shorter than its header");
        }

        var magic = bytes[0] | bytes[1] << 8;
        if (magic != Magic)
        {
            throw new FormatException($"BTF starts with 0x{magic:x4} instead of 0xeb9f");
        }

        if (bytes[2] != 1)
        {
            throw new FormatException($"BTF version {bytes[2]} is unknown");
        }

        var header = ReadWord(bytes, 4);
        if (header < HeaderSize || header > bytes.Length)
        {
            throw new FormatException($"BTF header length {header} is impossible");
        }

        var types = Section(bytes, header, 8, "type");
        (stringsAt, stringsLength) = Section(bytes, header, 16, "string");
        var strings = bytes.Slice(stringsAt, stringsLength);

        // Split BTF continues the base's strings, so its own need not begin with the empty one.
        if (baseTypes is null && stringsLength > 0 && strings[0] != 0)
        {
            throw new BtfReferenceException("BTF strings do not begin with the empty one");
        }

        if (stringsLength == 0 ? baseTypes is null : strings[^1] != 0)
        {
            throw new FormatException("BTF string section is not NUL-terminated");
        }

        return types;
    }

    private static (int Start, int Length) Section(ReadOnlySpan<byte> bytes, uint header, int at, string name)
    {
        var start = (ulong)header + ReadWord(bytes, at);
        var length = ReadWord(bytes, at + 4);
        if (start + length > (ulong)bytes.Length)
        {
            throw new FormatException($"BTF {name} section lies outside the {bytes.Length} bytes");
        }

        return ((int)start, (int)length);
    }

    // Runs once over megabytes before the tiered compiler would notice, hence optimised from the start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] IndexTypes(int start, int length)
    {
        // An average kernel type takes 27 bytes; starting from a close guess avoids regrowing.
        var found = new int[length / 24 + 1];
        var count = 0;
        var bytes = data.Span;
        var end = start + length;
        var sizes = new ushort[32];
        for (var kind = 0; kind < 32; kind++)
        {
            sizes[kind] = (ushort)(CommonSize + BtfType.FixedSize((BtfKind)kind) | BtfType.ItemSize((BtfKind)kind) << 8);
        }

        for (var at = start; at < end;)
        {
            if (at > end - CommonSize)
            {
                throw new FormatException($"BTF type {firstId + count} is cut off");
            }

            var info = ReadWord(bytes, at + 4);
            var kind = (info >> 24) & 0x1f;
            if (kind is 0 or > (uint)BtfKind.Enum64)
            {
                throw new FormatException($"BTF type {firstId + count} has the unknown kind {kind}");
            }

            if (count == found.Length)
            {
                Array.Resize(ref found, found.Length * 2);
            }

            found[count++] = at;
            countByKind[kind]++;
            var size = sizes[kind];
            at += (size & 0xff) + (size >> 8) * (int)(info & 0xffff);
            if (at > end)
            {
                throw new FormatException($"BTF type {firstId + count - 1} is cut off");
            }
        }

        Array.Resize(ref found, count);
        return found;
    }

    /// <summary>Takes the largest type id and name offset of all records and compares those two with the limits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CheckReferences()
    {
        var bytes = data.Span;
        uint maxType = 0;
        uint maxName = 0;
        foreach (var at in offsets)
        {
            var info = ReadWord(bytes, at + 4);
            var kind = (BtfKind)((info >> 24) & 0x1f);
            var items = (int)(info & 0xffff);
            maxName = Math.Max(maxName, ReadWord(bytes, at));
            var third = ReadWord(bytes, at + 8);
            var item = at + CommonSize;
            switch (kind)
            {
                case BtfKind.Struct or BtfKind.Union:
                    for (; items > 0; items--, item += 12)
                    {
                        maxName = Math.Max(maxName, ReadWord(bytes, item));
                        maxType = Math.Max(maxType, ReadWord(bytes, item + 4));
                    }

                    break;
                case BtfKind.FunctionPrototype:
                    maxType = Math.Max(maxType, third);
                    for (; items > 0; items--, item += 8)
                    {
                        maxName = Math.Max(maxName, ReadWord(bytes, item));
                        maxType = Math.Max(maxType, ReadWord(bytes, item + 4));
                    }

                    break;
                case BtfKind.Enum or BtfKind.Enum64:
                    var step = kind == BtfKind.Enum ? 8 : 12;
                    for (; items > 0; items--, item += step)
                    {
                        maxName = Math.Max(maxName, ReadWord(bytes, item));
                    }

                    break;
                case BtfKind.DataSection:
                    for (; items > 0; items--, item += 12)
                    {
                        maxType = Math.Max(maxType, ReadWord(bytes, item));
                    }

                    break;
                case BtfKind.Array:
                    maxType = Math.Max(maxType, Math.Max(ReadWord(bytes, item), ReadWord(bytes, item + 4)));
                    break;
                case BtfKind.Int or BtfKind.Float:
                    break;
                default:
                    maxType = Math.Max(maxType, third);
                    break;
            }
        }

        if (maxType >= (uint)Count)
        {
            throw new BtfReferenceException($"BTF refers to type {maxType} but has only {Count}");
        }

        if (offsets.Length > 0 && maxName >= StringLimit)
        {
            throw new BtfReferenceException($"BTF refers to a name at {maxName}, past the end of its {StringLimit} bytes of strings");
        }
    }
}
