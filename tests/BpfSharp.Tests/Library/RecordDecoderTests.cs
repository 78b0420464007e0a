// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Json;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Tests.Library;

public class RecordDecoderTests
{
    /// <summary>struct event { u32 pid; int ret; char comm[8]; u8 addr[16]; union { u16 port; }; enum state s:4; u32 hi:4; void *p; struct { s8 a; bool b; } in; int v[2]; }</summary>
    private static RecordDecoder Decoder()
    {
        var b = new BtfBuilder();
        var u32 = b.AddTypedef("u32", b.AddInteger("unsigned int", 4, false));
        var integer = b.AddInteger("int", 4, true);
        var character = b.AddInteger("char", 1, true);
        var u8 = b.AddInteger("unsigned char", 1, false);
        var u16 = b.AddInteger("unsigned short", 2, false);
        var s8 = b.AddInteger("signed char", 1, true);
        var boolean = b.AddInteger("_Bool", 1, false, isBool: true);
        var state = b.AddEnum("state", 4, false, [new("IDLE", 0), new("BUSY", 3)]);
        var port = b.AddRecord("", true, 2);
        b.SetMembers(port, [new("port", u16, 0, 0)]);
        var inner = b.AddRecord("inner", false, 2);
        b.SetMembers(inner, [new("a", s8, 0, 0), new("b", boolean, 8, 0)]);
        var type = b.AddRecord("event", false, 64);
        b.SetMembers(type,
        [
            new("pid", u32, 0, 0), new("ret", integer, 32, 0), new("comm", b.AddArray(character, u32, 8), 64, 0), new("addr", b.AddArray(u8, u32, 16), 128, 0),
            new("", port, 256, 0), new("s", state, 288, 4), new("hi", u32, 292, 4), new("p", b.AddPointer(0), 320, 0), new("in", inner, 384, 0),
            new("v", b.AddArray(integer, u32, 2), 416, 0),
        ]);
        return new RecordDecoder(BtfTypes.Parse(b.ToArray()), type);
    }

    private static byte[] Record()
    {
        var bytes = new byte[64];
        BitConverter.TryWriteBytes(bytes, 4242);
        BitConverter.TryWriteBytes(bytes.AsSpan(4), -2);
        "bash"u8.CopyTo(bytes.AsSpan(8));
        bytes[16] = 0xfe;
        BitConverter.TryWriteBytes(bytes.AsSpan(32), (ushort)443);
        bytes[36] = 0x53;
        BitConverter.TryWriteBytes(bytes.AsSpan(40), 0xffff0001UL);
        bytes[48] = 0xff;
        bytes[49] = 1;
        BitConverter.TryWriteBytes(bytes.AsSpan(52), 1);
        BitConverter.TryWriteBytes(bytes.AsSpan(56), -1);
        return bytes;
    }

    [Fact]
    public void Formats_every_kind_of_field() => Assert.Equal(
        "pid=4242 ret=-2 comm=bash addr=fe000000000000000000000000000000 port=443 s=BUSY hi=5 p=0xffff0001 in={a=-1 b=true} v=[1, -1]",
        Decoder().FormatText(Record()));

    [Fact]
    public void Writes_json()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Decoder().WriteJson(Record(), writer);
        }

        Assert.Equal(
            """{"pid":4242,"ret":-2,"comm":"bash","addr":"fe000000000000000000000000000000","port":443,"s":"BUSY","hi":5,"p":"0xffff0001","in":{"a":-1,"b":true},"v":[1,-1]}""",
            Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void Short_records_read_as_zeros()
    {
        var text = Decoder().FormatText(Record().AsSpan(0, 6));
        Assert.StartsWith("pid=4242 ret=65534 comm= addr= port=0", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_integer_is_one_field_without_a_name()
    {
        var b = new BtfBuilder();
        var id = b.AddInteger("long", 8, true);
        var decoder = new RecordDecoder(BtfTypes.Parse(b.ToArray()), id);
        Assert.Equal("-5", decoder.FormatText(BitConverter.GetBytes(-5L)));
        Assert.Equal(8, decoder.Layout.SizeBytes);
    }
}
