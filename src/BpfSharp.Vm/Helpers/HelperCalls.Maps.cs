// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Vm.Execution;
using BpfSharp.Vm.Maps;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Helpers;

internal sealed partial class HelperCalls
{
    private const int LoopLimit = 1 << 23, TailCallLimit = 33;
    private int tailCalls;

    public void BeginRun() => tailCalls = 0;

    /// <summary>Gives up what a run may hold pointers to and no later one: deleted values, records it never submitted.</summary>
    public void EndRun()
    {
        foreach (var address in reserved.Keys)
        {
            memory.Remove(address);
        }

        reserved.Clear();
        foreach (var map in machine.Maps)
        {
            map.EndRun();
        }
    }

    private ulong Lookup(ulong[] a) => Map(a[0]) is var map ? map.Find(Key(map, a[1]))?.Address ?? 0 : 0;

    private ulong LookupOfCpu(ulong[] a) => (uint)a[2] == options.Cpu ? Lookup(a) : 0;

    private int Update(ulong[] a)
    {
        var map = Map(a[0]);
        return map.Update(Key(map, a[1]), memory.Read(a[2], map.Spec.ValueSize), a[3]);
    }

    private ulong Take(ulong[] a, bool remove) => Map(a[0]) is QueueMap map
        ? (ulong)(long)map.Take(memory.Write(a[1], map.Spec.ValueSize), remove)
        : throw new AccessException("the map is neither queue nor stack");

    private ulong TailCall(ulong[] a, Interpreter interpreter)
    {
        if (Map(a[1]) is not ProgramArrayMap map)
        {
            throw new AccessException("the map of a tail call is no program array");
        }

        if (!map.Programs.TryGetValue((uint)a[2], out var program) || ++tailCalls > TailCallLimit)
        {
            return unchecked((ulong)NotFound);
        }

        interpreter.TailCall(program, a[0]);
        return 0;
    }

    /// <summary>bpf_loop(n, callback, context, flags)</summary>
    private static ulong Loop(ulong[] a, Interpreter interpreter)
    {
        if ((uint)a[0] > LoopLimit || a[3] != 0)
        {
            return unchecked((ulong)((uint)a[0] > LoopLimit ? -7L : Invalid));
        }

        for (ulong i = 0; i < (uint)a[0]; i++)
        {
            if (interpreter.CallBack(a[1], i, a[2]) != 0)
            {
                return i + 1;
            }
        }

        return (uint)a[0];
    }

    /// <summary>bpf_for_each_map_elem(map, callback, context, flags): the callback gets map, key, value and context.</summary>
    private ulong ForEach(ulong[] a, Interpreter interpreter)
    {
        var map = Map(a[0]);
        var count = 0UL;
        foreach (var (key, _) in map.Entries.ToList())
        {
            if (map.Find(key) is not { } value)
            {
                continue;
            }

            count++;
            var keyAddress = memory.Add(new Region("a key", key) { IsReadOnly = true });
            var result = interpreter.CallBack(a[1], a[0], keyAddress, value.Address, a[2]);
            memory.Remove(keyAddress);
            if (result != 0)
            {
                break;
            }
        }

        return count;
    }
}
