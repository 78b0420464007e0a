// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Vm.Maps;

/// <summary>Ring buffers and perf event arrays: what goes in is found in the machine's events.</summary>
internal sealed class EventMap(MapSpec spec) : VmMap(spec);
