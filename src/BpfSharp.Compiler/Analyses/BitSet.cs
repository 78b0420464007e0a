// SPDX-License-Identifier: Apache-2.0
using System.Numerics;

namespace BpfSharp.Compiler.Analyses;

/// <summary>A set of small numbers.</summary>
internal sealed class BitSet(int capacity)
{
    private readonly ulong[] words = new ulong[(capacity + 63) / 64];

    public bool Contains(int item) => (words[item >> 6] >> item & 1) != 0;
    public void Add(int item) => words[item >> 6] |= 1UL << item;
    public void Remove(int item) => words[item >> 6] &= ~(1UL << item);

    public void Clear() => Array.Clear(words);

    public void AddRange(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            Add(i);
        }
    }

    public void RemoveRange(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            Remove(i);
        }
    }

    /// <summary>True when any of the numbers is in it.</summary>
    public bool ContainsAny(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            if (Contains(i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns true when something was new.</summary>
    public bool UnionWith(BitSet other)
    {
        var added = 0UL;
        for (var i = 0; i < words.Length; i++)
        {
            added |= other.words[i] & ~words[i];
            words[i] |= other.words[i];
        }

        return added != 0;
    }

    /// <summary>Adds what is in one set and not in another; returns true when something was new.</summary>
    public bool UnionWithDifference(BitSet plus, BitSet minus)
    {
        var added = 0UL;
        for (var i = 0; i < words.Length; i++)
        {
            var more = plus.words[i] & ~minus.words[i] & ~words[i];
            added |= more;
            words[i] |= more;
        }

        return added != 0;
    }

    public void IntersectWith(BitSet other)
    {
        for (var i = 0; i < words.Length; i++)
        {
            words[i] &= other.words[i];
        }
    }

    public Enumerator GetEnumerator() => new(words);

    internal ref struct Enumerator(ulong[] words)
    {
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
