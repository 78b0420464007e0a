// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BpfSharp.Maps;

/// <summary>Copies between the kernel's per-CPU layout, slots rounded up to 8 bytes, and plain values one after the other.</summary>
internal static class PerCpuValues
{
    public static void Unpack<T>(ReadOnlySpan<byte> slots, int stride, Span<T> values)
        where T : unmanaged
    {
        var count = slots.Length / stride;
        if (values.Length < count)
        {
            throw new ArgumentException($"room for {values.Length} values, but there are {count} possible CPUs");
        }

        for (var cpu = 0; cpu < count; cpu++)
        {
            values[cpu] = MemoryMarshal.Read<T>(slots.Slice(cpu * stride, Unsafe.SizeOf<T>()));
        }
    }

    public static void Pack<T>(ReadOnlySpan<T> values, int stride, Span<byte> slots)
        where T : unmanaged
    {
        if (values.Length != slots.Length / stride)
        {
            throw new ArgumentException($"{values.Length} values given for {slots.Length / stride} possible CPUs");
        }

        slots.Clear();
        for (var cpu = 0; cpu < values.Length; cpu++)
        {
            MemoryMarshal.Write(slots[(cpu * stride)..], in values[cpu]);
        }
    }
}
