// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace BpfSharp.Kernel.Network;

/// <summary>A netlink request about traffic control, built up attribute by attribute.</summary>
/// <remarks>
/// Layout (linux/netlink.h, linux/rtnetlink.h), native byte order: nlmsghdr { u32 length; u16 type; u16 flags; u32 sequence; u32 port }, tcmsg { u8 family;
/// u8 pad[3]; s32 interface; u32 handle; u32 parent; u32 info }, then attributes { u16 length; u16 type; value padded to 4 bytes }.
/// </remarks>
internal sealed class NetlinkMessage
{
    public const int HeaderSize = 16, TrafficHeaderSize = 20;
    private const ushort NLM_F_REQUEST = 1, NLM_F_ACK = 4;

    private readonly byte[] bytes = new byte[512];
    private int length = HeaderSize + TrafficHeaderSize;

    public NetlinkMessage(ushort type, ushort flags, int interfaceIndex, uint handle, uint parent, uint info)
    {
        Put16(4, type);
        Put16(6, (ushort)(flags | NLM_F_REQUEST | NLM_F_ACK));
        Put32(8, 1);
        Put32(HeaderSize + 4, (uint)interfaceIndex);
        Put32(HeaderSize + 8, handle);
        Put32(HeaderSize + 12, parent);
        Put32(HeaderSize + 16, info);
    }

    public NetlinkMessage Add(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Add(type, bytes);
    }

    /// <summary>The text and a zero byte behind it.</summary>
    public NetlinkMessage Add(ushort type, string value) => Add(type, Encoding.UTF8.GetBytes(value + "\0"));

    /// <summary>An attribute that holds those <paramref name="content"/> adds.</summary>
    public NetlinkMessage AddNested(ushort type, Action<NetlinkMessage> content)
    {
        var start = length;
        length += 4;
        content(this);
        Put16(start, (ushort)(length - start));
        Put16(start + 2, type);
        return this;
    }

    public ReadOnlySpan<byte> Finish()
    {
        Put32(0, (uint)length);
        return bytes.AsSpan(0, length);
    }

    private NetlinkMessage Add(ushort type, ReadOnlySpan<byte> value)
    {
        Put16(length, (ushort)(4 + value.Length));
        Put16(length + 2, type);
        value.CopyTo(bytes.AsSpan(length + 4));
        length += 4 + ((value.Length + 3) & ~3);
        return this;
    }

    private void Put16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);

    private void Put32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
}
