// SPDX-License-Identifier: Apache-2.0
using System.Collections;

namespace BpfSharp.Compiler.Ir;

/// <summary>The used part of an array, to read: what <see cref="ListView{T}"/> is to a list. Owners keep short lists as arrays, which saves an object for each.</summary>
internal readonly struct ArrayView<T>(T[] items, int count) : IReadOnlyList<T>
{
    public int Count => count;

    public T this[int index] => index < count ? items[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public ReadOnlySpan<T>.Enumerator GetEnumerator() => new ReadOnlySpan<T>(items, 0, count).GetEnumerator();

    public T[] ToArray() => items.AsSpan(0, count).ToArray();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => new ArraySegment<T>(items, 0, count).AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => new ArraySegment<T>(items, 0, count).AsEnumerable().GetEnumerator();
}
