// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Ir;

/// <summary>What an <see cref="OpCode.CoreValue"/> asks of the kernel the program will run on.</summary>
/// <param name="TypeName">The type as C spells it, for the text form.</param>
/// <param name="Path">Indices from the type to the member or enumerator, such as "0:1:2".</param>
/// <param name="Value">The answer for the types compiled against: what the instruction holds before a loader changes it.</param>
/// <param name="Type">Described in the object's BTF; null in IR read from text.</param>
internal sealed record CoreReference(CoreRelocationKind Kind, string TypeName, string Path, long Value, CType? Type = null)
{
    /// <summary>Numbers that may need all 64 bits, or that are the loader's own: type ids and enumerators.</summary>
    public bool IsWide => Kind is CoreRelocationKind.LocalTypeId or CoreRelocationKind.TargetTypeId or CoreRelocationKind.EnumeratorValue;
}
