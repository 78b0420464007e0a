// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Objects;

namespace BpfSharp.Vm.Memory;

/// <summary>The contexts of programs that are given a packet.</summary>
/// <remarks>Source: include/uapi/linux/bpf.h, struct xdp_md and struct __sk_buff. The kernel turns reads of their 32-bit bounds into 64-bit pointers.</remarks>
internal static class PacketContext
{
    private const int XdpSize = 24, XdpData = 0, XdpDataEnd = 4, XdpDataMeta = 8;
    private const int SkbSize = 192, SkbLength = 0, SkbDataMeta = 140;
    public const int SkbData = 76, SkbDataEnd = 80;

    /// <exception cref="NotSupportedException">Programs of this type get no packet.</exception>
    public static Region Create(ProgramType type, ulong start, int length) => type switch
    {
        ProgramType.Xdp => new Region("the context", new byte[XdpSize])
        {
            Pointers = new Dictionary<int, ulong> { [XdpData] = start, [XdpDataEnd] = start + (ulong)length, [XdpDataMeta] = start },
        },
        ProgramType.SchedCls or ProgramType.SchedAct => Skb(start, length),
        _ => throw new NotSupportedException($"programs of type {type} get no packet"),
    };

    private static Region Skb(ulong start, int length)
    {
        var bytes = new byte[SkbSize];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(SkbLength), length);
        return new Region("the context", bytes)
        {
            Pointers = new Dictionary<int, ulong> { [SkbData] = start, [SkbDataEnd] = start + (ulong)length, [SkbDataMeta] = start },
        };
    }
}
