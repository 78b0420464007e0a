// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>A copied key and value.</summary>
public readonly record struct BpfMapEntry(byte[] Key, byte[] Value);
