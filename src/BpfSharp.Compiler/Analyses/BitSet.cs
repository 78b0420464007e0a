// SPDX-License-Identifier: Apache-2.0
using System.Numerics;

namespace BpfSharp.Compiler.Analyses;

/// <summary>A set of small numbers.</summary>
internal sealed class BitSet
{
    private readonly ulong[] storage;
    private readonly int start;
    private readonly int length;

    public BitSet(int capacity)
        : this(new ulong[WordsFor(capacity)], 0, WordsFor(capacity))
    {
    }

    private BitSet(ulong[] storage, int start, int length) => (this.storage, this.start, this.length) = (storage, start, length);

    private Span<ulong> Words => storage.AsSpan(start, length);

    /// <summary>Several sets, one behind the other in memory.</summary>
    public static BitSet[] Many(int count, int capacity)
    {
        var length = WordsFor(capacity);
        var storage = new ulong[count * length];
        var sets = new BitSet[count];
        for (var i = 0; i < count; i++)
        {
            sets[i] = new BitSet(storage, i * length, length);
        }

        return sets;
    }

    public bool Contains(int item) => (storage[start + (item >> 6)] >> item & 1) != 0;
    public void Add(int item) => storage[start + (item >> 6)] |= 1UL << item;
    public void Remove(int item) => storage[start + (item >> 6)] &= ~(1UL << item);

    public void Clear() => Words.Clear();

    public void AddRange(int first, int count)
    {
        for (var at = first; at < first + count; at += 64 - (at & 63))
        {
            storage[start + (at >> 6)] |= Within(at, first + count);
        }
    }

    public void RemoveRange(int first, int count)
    {
        for (var at = first; at < first + count; at += 64 - (at & 63))
        {
            storage[start + (at >> 6)] &= ~Within(at, first + count);
        }
    }

    /// <summary>True when any of the numbers is in it.</summary>
    public bool ContainsAny(int first, int count)
    {
        for (var at = first; at < first + count; at += 64 - (at & 63))
        {
            if ((storage[start + (at >> 6)] & Within(at, first + count)) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The bits of one word from a number on, as far as they are below the end.</summary>
    private static ulong Within(int first, int end)
    {
        var all = ulong.MaxValue << first;
        return end - (first & ~63) >= 64 ? all : all & ~(ulong.MaxValue << end);
    }

    /// <summary>Returns true when something was new.</summary>
    public bool UnionWith(BitSet other)
    {
        var words = Words;
        var plus = other.Words;
        var added = 0UL;
        for (var i = 0; i < words.Length; i++)
        {
            added |= plus[i] & ~words[i];
            words[i] |= plus[i];
        }

        return added != 0;
    }

    /// <summary>Adds what is in one set and not in another; returns true when something was new.</summary>
    public bool UnionWithDifference(BitSet plus, BitSet minus)
    {
        var words = Words;
        var from = plus.Words;
        var without = minus.Words;
        var added = 0UL;
        for (var i = 0; i < words.Length; i++)
        {
            var more = from[i] & ~without[i] & ~words[i];
            added |= more;
            words[i] |= more;
        }

        return added != 0;
    }

    public void IntersectWith(BitSet other)
    {
        var words = Words;
        var both = other.Words;
        for (var i = 0; i < words.Length; i++)
        {
            words[i] &= both[i];
        }
    }

    public Enumerator GetEnumerator() => new(Words);

    private static int WordsFor(int capacity) => (capacity + 63) / 64;

    internal ref struct Enumerator(ReadOnlySpan<ulong> words)
    {
        private readonly ReadOnlySpan<ulong> words = words;
        private int word = -1;
        private ulong rest;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (rest == 0)
            {
                if (++word >= words.Length)
                {
                    return false;
                }

                rest = words[word];
            }

            Current = (word << 6) + BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
            return true;
        }
    }
}
