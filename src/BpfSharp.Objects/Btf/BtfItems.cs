// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Btf;

/// <param name="BitOffset">From the start of the record.</param>
/// <param name="BitSize">0 when not a bit-field.</param>
public readonly record struct BtfMember(string Name, uint TypeId, int BitOffset, int BitSize);

public readonly record struct BtfEnumerator(string Name, long Value);

public readonly record struct BtfParameter(string Name, uint TypeId);

public readonly record struct BtfArray(uint ElementTypeId, uint IndexTypeId, int Length);

/// <param name="Bits">Width; BitOffset is 0 in practice.</param>
public readonly record struct BtfInteger(int Bits, int BitOffset, bool IsSigned, bool IsChar, bool IsBool);

public readonly record struct BtfVariable(uint TypeId, int Offset, int Size);
