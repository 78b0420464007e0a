// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>One member of a record; members of anonymous structs and unions appear as the record's own.</summary>
/// <param name="OffsetBytes">Of the bytes holding it.</param>
/// <param name="SizeBytes">Of the bytes holding it.</param>
/// <param name="BitOffset">Within those bytes, for bit-fields.</param>
/// <param name="BitSize">0 when not a bit-field.</param>
public sealed record RecordField(string Name, int OffsetBytes, int SizeBytes, FieldKind Kind, uint TypeId, int BitOffset, int BitSize);
