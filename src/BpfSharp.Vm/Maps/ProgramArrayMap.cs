// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Vm.Maps;

/// <summary>Targets of tail calls, by index.</summary>
internal sealed class ProgramArrayMap(MapSpec spec) : VmMap(spec)
{
    public Dictionary<uint, string> Programs { get; } = [];
}
