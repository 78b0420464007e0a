// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using BpfSharp.Kernel.Network;

namespace BpfSharp.Links;

/// <summary>A filter of traffic control. It is not bound to a descriptor: disposing takes it away, the end of the process does not.</summary>
internal sealed class TrafficControlLink(string description, TrafficFilter filter) : BpfLink(description)
{
    /// <summary>Interfaces that got their queueing discipline from this process; it goes with the last filter.</summary>
    private static readonly ConcurrentDictionary<int, bool> Made = [];

    public override uint Id => 0;

    public static void RememberClsact(int interfaceIndex) => Made[interfaceIndex] = true;

    /// <summary>Takes the discipline away when this process made it and nobody's filter is left in it.</summary>
    public static void ForgetClsact(int interfaceIndex)
    {
        if (Made.ContainsKey(interfaceIndex) && !TrafficControl.HasFilters(interfaceIndex) && Made.TryRemove(interfaceIndex, out _))
        {
            TrafficControl.RemoveClsact(interfaceIndex);
        }
    }

    private protected override void Detach()
    {
        TrafficControl.RemoveFilter(filter);
        ForgetClsact(filter.InterfaceIndex);
    }
}
