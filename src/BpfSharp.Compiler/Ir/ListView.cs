// SPDX-License-Identifier: Apache-2.0
using System.Collections;

namespace BpfSharp.Compiler.Ir;

/// <summary>A list to read: walking it costs no allocation and no interface calls, and passes walk little else.</summary>
internal readonly struct ListView<T>(List<T> list) : IReadOnlyList<T>
{
    public int Count => list.Count;

    public T this[int index] => list[index];

    public List<T>.Enumerator GetEnumerator() => list.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => list.GetEnumerator();
}
