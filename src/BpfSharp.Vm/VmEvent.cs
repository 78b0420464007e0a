// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Vm;

/// <summary>A record that a program sent through a ring buffer or perf event array.</summary>
public readonly record struct VmEvent(string Map, byte[] Data);
