// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using BpfSharp.Vm.Maps;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Helpers;

internal sealed partial class HelperCalls
{
    private readonly Dictionary<ulong, (VmMap Map, Region Region)> reserved = [];

    private long Output(VmMap map, ulong data, ulong size)
    {
        machine.AddEvent(new VmEvent(map.Spec.Name, memory.Read(data, (int)size).ToArray()));
        return 0;
    }

    private ulong Reserve(ulong[] a)
    {
        var region = new Region("a reserved record", new byte[a[1]], new bool[a[1]]);
        var address = memory.Add(region);
        reserved.Add(address, (Map(a[0]), region));
        return address;
    }

    private ulong Submit(ulong address, bool isKept)
    {
        if (!reserved.Remove(address, out var record))
        {
            throw new AccessException("what is submitted or discarded is not a reserved record");
        }

        if (isKept)
        {
            Output(record.Map, address, (ulong)record.Region.Bytes.Length);
        }

        memory.Remove(address);
        return 0;
    }

    /// <summary>The kernel reads any address and fills with zeros where it cannot.</summary>
    private long ProbeRead(ulong[] a)
    {
        var target = memory.Write(a[0], (int)a[1]);
        try
        {
            memory.Read(a[2], (int)a[1]).CopyTo(target);
            return 0;
        }
        catch (AccessException)
        {
            target.Clear();
            return Fault;
        }
    }

    /// <summary>Length with the terminating zero, which is always there.</summary>
    private long ProbeReadText(ulong[] a)
    {
        var target = memory.Write(a[0], (int)a[1]);
        target.Clear();
        try
        {
            for (var i = 0; i < target.Length - 1; i++)
            {
                target[i] = memory.Read(a[2] + (ulong)i, 1)[0];
                if (target[i] == 0)
                {
                    return i + 1;
                }
            }

            return target.Length;
        }
        catch (AccessException)
        {
            target.Clear();
            return Fault;
        }
    }

    private ulong[] Words(ulong address, int bytes)
    {
        var span = memory.Read(address, bytes);
        var words = new ulong[bytes / 8];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(span[(i * 8)..]);
        }

        return words;
    }

    private long Print(ReadOnlySpan<byte> format, ReadOnlySpan<ulong> values)
    {
        var end = format.IndexOf((byte)0);
        if (end < 0)
        {
            return Invalid;
        }

        var text = PrintFormat.Expand(Encoding.UTF8.GetString(format[..end]), values, TextAt);
        machine.AddPrinted(text);
        return text.Length;
    }

    private string TextAt(ulong address)
    {
        var bytes = new List<byte>();
        while (memory.Read(address, 1)[0] is var b and not 0)
        {
            bytes.Add(b);
            address++;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
