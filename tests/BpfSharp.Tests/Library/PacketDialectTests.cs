// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Objects;

namespace BpfSharp.Tests.Library;

/// <summary>BCC's packet dialect on real packets: bits read and written, checksums kept right, ends of packets respected.</summary>
[Collection("kernel objects")]
public class PacketDialectTests
{
    private const int SkbLoadBytes = 26;

    /// <summary>Ethernet, 802.1Q with priority 5 and VLAN 0xabc, IPv4 with the don't-fragment bit and offset 0x155, UDP.</summary>
    private static byte[] Packet() => Convert.FromHexString(
        "0102030405060a0b0c0d0e0f8100" + "aabc0800" + "4500002412344155401100000a000001c0a80002" + "003500440010beef" + "0001020304050607");

    [SkippableFact]
    public void Fields_are_big_endian_bits()
    {
        using var text = BccText.Load("""
            #include <bcc/proto.h>
            BPF_ARRAY(fields, u64, 16);
            static void put(int index, u64 value) { fields.update(&index, &value); }
            int read_all(struct __sk_buff *skb) {
                u8 *cursor = 0;
                struct ethernet_t *ethernet = cursor_advance(cursor, sizeof(*ethernet));
                put(0, ethernet->dst);
                put(1, ethernet->src);
                switch (ethernet->type) {
                    case 0x8100: goto vlan;
                    default: goto end;
                }
            vlan: {
                struct dot1q_t *vlan = cursor_advance(cursor, sizeof(*vlan));
                put(2, vlan->pri);
                put(3, vlan->cfi);
                put(4, vlan->vlanid);
                if (vlan->type != 0x0800) goto end;
            }
                struct ip_t *ip = cursor_advance(cursor, sizeof(*ip));
                put(5, ip->hlen);
                put(6, ip->df * 2 + ip->mf);
                put(7, ip->foffset);
                put(8, ip->src);
                struct udp_t *udp = cursor_advance(cursor, sizeof(*udp));
                put(9, udp->dport);
                put(10, (u64)udp + sizeof(*udp));
                put(11, load_dword(skb, 46) + load_byte(skb, 53));
            end:
                return 7;
            }
            """, ("read_all", ProgramType.SchedCls));
        Assert.Equal(7u, text.Run("read_all", Packet()).ReturnValue);
        ulong[] expected = [0x010203040506, 0x0a0b0c0d0e0f, 5, 0, 0xabc, 5, 2, 0x155, 0x0a000001, 68, 46, 0x0001020304050607 + 7];
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(i => BitConverter.ToUInt64(text.Value("fields", BitConverter.GetBytes(i)))));
    }

    [SkippableFact]
    public void Writes_leave_neighbouring_bits_alone()
    {
        using var text = BccText.Load("""
            #include <bcc/proto.h>
            int write_some(struct __sk_buff *skb) {
                u8 *cursor = 0;
                struct ethernet_t *ethernet = cursor_advance(cursor, sizeof(*ethernet));
                ethernet->src = 0x212223242526;
                struct dot1q_t *vlan = cursor_advance(cursor, sizeof(*vlan));
                vlan->vlanid = 0x123;
                struct ip_t *ip = cursor_advance(cursor, sizeof(*ip));
                ip->ttl -= 1;
                ip->mf = 1;
                ip->foffset++;
                return 1;
            }
            """, ("write_some", ProgramType.SchedCls));
        var expected = Packet();
        Convert.FromHexString("212223242526").CopyTo(expected, 6);
        Convert.FromHexString("a123").CopyTo(expected, 14);
        Convert.FromHexString("61563f").CopyTo(expected, 24);
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(text.Run("write_some", Packet()).Data));
    }

    [SkippableFact]
    public void Elements_of_arrays_are_fields_too()
    {
        using var text = BccText.Load("""
            #include <bcc/proto.h>
            struct pair_t { u8 kind, length; };
            struct mine_t { u8 address[6]; u16 words[3]; struct pair_t pairs[2]; } BPF_PACKET_HEADER;
            int elements(struct __sk_buff *skb) {
                u8 *cursor = 0;
                struct mine_t *mine = cursor_advance(cursor, sizeof(*mine));
                mine->words[1] = 0x1234;
                mine->pairs[mine->pairs[0].kind & 1].length++;
                return mine->address[5] << 16 | mine->words[skb->len - 52];
            }
            """, ("elements", ProgramType.SchedCls));
        var expected = Packet();
        (expected[8], expected[9], expected[15]) = (0x12, 0x34, 0xbd);
        var result = text.Run("elements", Packet());
        Assert.Equal((0x06u << 16) | 0x0e0f, result.ReturnValue);
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(result.Data));
    }

    [SkippableFact]
    public void Bits_are_read_and_written_by_position()
    {
        using var text = BccText.Load("""
            int bits(struct __sk_buff *skb) {
                bpf_dins_pkt(skb, 0, 0, 8, 0xa1);
                bpf_dins_pkt(skb, 1, 4, 4, 0x3b);
                bpf_dins_pkt(skb, 2, 0, 16, 0xb1b2);
                bpf_dins_pkt(skb, 4, 4, 12, 0x123);
                return bpf_dext_pkt(skb, 12, 0, 16) + bpf_dext_pkt(skb, 14, 0, 3) + bpf_dext_pkt(skb, 4, 4, 12);
            }
            """, ("bits", ProgramType.SchedCls));
        var result = text.Run("bits", Packet());
        Assert.Equal(0x8100u + 5 + 0x123, result.ReturnValue);
        Assert.Equal("A10BB1B20123", Convert.ToHexString(result.Data.AsSpan(0, 6)));
    }

    [SkippableTheory]
    [InlineData("bpf_dins_pkt(skb, 0, skb->len, 4, 1)")]
    [InlineData("bpf_dins_pkt(skb, 0, 8, 60, 1)")]
    [InlineData("bpf_dext_pkt(skb, 0, 0, 65)")]
    public void Positions_of_bits_are_constant_and_within_a_word(string call)
    {
        Needs.Kernel();
        Assert.Equal(["BS0445"], BccText.ErrorsOf($"int f(struct __sk_buff *skb) {{ {call}; return 0; }}"));
    }

    [SkippableFact]
    public void Checksums_are_updated_in_place()
    {
        using var text = BccText.Load("""
            #include <bcc/proto.h>
            int rewrite(struct __sk_buff *skb) {
                u8 *cursor = (u8 *)18;
                struct ip_t *ip = cursor_advance(cursor, sizeof(*ip));
                u32 old = bpf_htonl(ip->dst), now = bpf_htonl(0xc0a80003);
                incr_cksum_l3(&ip->hchecksum, old, now);
                ip->dst = 0xc0a80003;
                return 1;
            }
            """, ("rewrite", ProgramType.SchedCls));
        var packet = Packet();
        Sum(packet.AsSpan(18, 20)).CopyTo(packet, 28);
        var result = text.Run("rewrite", packet).Data;
        Assert.Equal(3, result[37]);
        Assert.Equal([0, 0], Sum(result.AsSpan(18, 20)));
    }

    [SkippableFact]
    public void The_program_ends_with_zero_where_the_packet_does()
    {
        using var text = BccText.Load("""
            #include <bcc/proto.h>
            struct trailer_t { u32 magic; u8 kind : 3, rest : 5; char name; } BPF_PACKET_HEADER;
            static u32 trailer(struct __sk_buff *skb, u32 offset) {
                struct trailer_t *end = (struct trailer_t *)(u64)offset;
                return end->magic + end->kind;
            }
            int read_end(struct __sk_buff *skb) { return trailer(skb, skb->len - 5) | 1; }
            int read_beyond(struct __sk_buff *skb) { return trailer(skb, skb->len - 4) | 1; }
            """, ("read_end", ProgramType.SchedCls), ("read_beyond", ProgramType.SchedCls));
        Assert.Equal((0x03040506u + 0) | 1, text.Run("read_end", Packet()).ReturnValue);
        Assert.Equal(0u, text.Run("read_beyond", Packet()).ReturnValue);
    }

    [SkippableFact]
    public void Names_of_llvm_intrinsics_read_the_packet()
    {
        using var text = BccText.Load("""
            unsigned long long the_byte(void *skb, unsigned long long offset) asm("llvm.bpf.load.byte");
            unsigned long long the_half(void *skb, unsigned long long offset) asm("llvm.bpf.load.half");
            unsigned long long the_word(void *skb, unsigned long long offset) asm("llvm.bpf.load.word");
            int read_some(struct __sk_buff *skb) {
                int header = (the_byte(skb, 18) & 15) * 4;
                return the_half(skb, 18 + header) == 53 && the_word(skb, 30) == 0x0a000001;
            }
            int beyond(struct __sk_buff *skb) { return the_word(skb, skb->len - 3) | 1; }
            """, ("read_some", ProgramType.SocketFilter), ("beyond", ProgramType.SchedCls));
        Assert.Equal(0u, text.Run("beyond", Packet()).ReturnValue);

        // A socket's filter sees the packet without its link header, 14 bytes on.
        Assert.Equal(1u, text.Run("read_some", [.. new byte[14], .. Packet()]).ReturnValue);
    }

    /// <summary>The kernel takes the instruction that reads packets from filters and classifiers only.</summary>
    [SkippableTheory]
    [InlineData(ProgramType.SocketFilter, false)]
    [InlineData(ProgramType.SchedCls, false)]
    [InlineData(ProgramType.CgroupSkb, true)]
    [InlineData(ProgramType.LwtIn, true)]
    public void Other_programs_read_the_packet_by_a_helper(ProgramType type, bool hasHelper)
    {
        using var text = BccText.Load("int f(struct __sk_buff *skb) { return load_half(skb, 12) == 0x0800; }", ("f", type));
        Assert.Equal(hasHelper, text.Object.Spec.Programs[0].Instructions.Any(i => i.IsCall() && i.Immediate == SkbLoadBytes));
    }

    /// <summary>The internet checksum (RFC 1071).</summary>
    private static byte[] Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        for (var i = 0; i < bytes.Length; i += 2)
        {
            sum += (bytes[i] << 8) + bytes[i + 1];
        }

        sum = (sum & 0xffff) + (sum >> 16);
        sum = ~((sum & 0xffff) + (sum >> 16));
        return [(byte)(sum >> 8), (byte)sum];
    }
}
