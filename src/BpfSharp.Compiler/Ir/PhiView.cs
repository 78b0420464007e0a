// SPDX-License-Identifier: Apache-2.0
using System.Collections;

namespace BpfSharp.Compiler.Ir;

/// <summary>The phis a block begins with, to walk without allocation.</summary>
internal readonly struct PhiView(List<Operation> operations) : IEnumerable<Operation>
{
    public Enumerator GetEnumerator() => new(operations);

    IEnumerator<Operation> IEnumerable<Operation>.GetEnumerator() => operations.TakeWhile(static o => o.IsPhi).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<Operation>)this).GetEnumerator();

    internal struct Enumerator(List<Operation> operations)
    {
        private int index = -1;

        public readonly Operation Current => operations[index];

        public bool MoveNext() => ++index < operations.Count && operations[index].IsPhi;
    }
}
