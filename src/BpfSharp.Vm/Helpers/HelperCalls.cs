// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Vm.Execution;
using BpfSharp.Vm.Maps;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Helpers;

/// <summary>The BPF helpers the machine has, by the kernel's numbers.</summary>
/// <remarks>Source: include/uapi/linux/bpf.h, __BPF_FUNC_MAPPER.</remarks>
internal sealed partial class HelperCalls(BpfMachine machine, AddressSpace memory, VmOptions options)
{
    private const long NotFound = -2, Fault = -14, Invalid = -22;
    private readonly Random random = new(options.Seed);
    private ulong clock;

    /// <exception cref="AccessException">The arguments are not what the helper takes, or there is no such helper.</exception>
    public ulong Call(int number, ulong[] a, Interpreter interpreter)
    {
        if (options.Helpers.TryGetValue(number, out var own))
        {
            return own(machine, a);
        }

        return number switch
        {
            1 => Lookup(a),
            2 => (ulong)(long)Update(a),
            3 => (ulong)(long)Map(a[0]).Delete(Key(Map(a[0]), a[1])),
            4 or 112 or 113 => (ulong)ProbeRead(a),
            45 or 114 or 115 => (ulong)ProbeReadText(a),
            5 or 125 or 160 or 208 => Now(),
            6 => (ulong)Print(memory.Read(a[0], (int)a[1]), [a[2], a[3], a[4]]),
            177 => (ulong)Print(memory.Read(a[0], (int)a[1]), Words(a[2], (int)a[3])),
            7 => (uint)random.Next() << 1 ^ (uint)random.Next(),
            8 => (uint)options.Cpu,
            12 => TailCall(a, interpreter),
            14 => options.PidTgid,
            15 => options.UidGid,
            16 => (ulong)Comm(a),
            25 => (ulong)Output(Map(a[1]), a[3], a[4]),
            42 => 0,
            130 => (ulong)Output(Map(a[0]), a[1], a[2]),
            131 => Reserve(a),
            132 => Submit(a[0], isKept: true),
            133 => Submit(a[0], isKept: false),
            87 => (ulong)(long)Map(a[0]).Update([], memory.Read(a[1], Map(a[0]).Spec.ValueSize), a[2]),
            88 => Take(a, remove: true),
            89 => Take(a, remove: false),
            164 => ForEach(a, interpreter),
            181 => Loop(a, interpreter),
            182 => (ulong)Compare(a),
            195 => LookupOfCpu(a),
            _ => throw new AccessException($"the machine has no helper {number}"),
        };
    }

    private ulong Now()
    {
        clock += 1000;
        return options.Clock?.Invoke() ?? clock;
    }

    private long Comm(ulong[] a)
    {
        var target = memory.Write(a[0], (int)a[1]);
        target.Clear();
        var length = Math.Min(options.Comm.Length, target.Length - 1);
        System.Text.Encoding.UTF8.GetBytes(options.Comm.AsSpan(0, length), target);
        return 0;
    }

    private VmMap Map(ulong handle) => machine.MapOf(handle) ?? throw new AccessException("a helper's argument is not a map");

    private ReadOnlySpan<byte> Key(VmMap map, ulong address) => memory.Read(address, map.Spec.KeySize);

    /// <summary>bpf_strncmp(s1, size, s2): s1 ends after its size.</summary>
    private long Compare(ulong[] a)
    {
        for (ulong i = 0; i < (uint)a[1]; i++)
        {
            var (left, right) = (memory.Read(a[0] + i, 1)[0], memory.Read(a[2] + i, 1)[0]);
            if (left != right || left == 0)
            {
                return left - right;
            }
        }

        return 0;
    }
}
