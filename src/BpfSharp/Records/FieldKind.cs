// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>How a field's bytes are shown.</summary>
public enum FieldKind
{
    Signed, Unsigned, Boolean, Enum, Pointer, Text, Bytes, Array, Record, Float,
}
