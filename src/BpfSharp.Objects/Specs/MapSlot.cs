// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects;

/// <summary>One entry of a map as its declaration initialises it.</summary>
/// <param name="Index">The key: 4 bytes in the machine's order.</param>
/// <param name="Target">Name of a map, or of a program in program arrays.</param>
public readonly record struct MapSlot(uint Index, string Target);
