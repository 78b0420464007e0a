// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using BpfSharp.Objects;

namespace BpfSharp.RunTime;

/// <summary>What makes a program run: something that happens while it is attached, or a packet it is run on by hand.</summary>
internal sealed record Workload(Action Act, byte[]? Packet = null, int Repeat = 0);

/// <summary>The workloads, by the word after "// run:" in a program's first line.</summary>
internal static class Workloads
{
    private const int Opens = 40_000, Calls = 100_000, Switches = 15_000, Sends = 20_000, PacketRuns = 1_000_000, Writes = 150;

    public static Workload For(string file) => File.ReadLines(file).First()["// run:".Length..].Trim() switch
    {
        "open" => new(Open),
        "call" => new(Call),
        "switch" => new(Switch),
        "send" => new(Send),
        "write" => new(Write),
        "sample" => new(() => Thread.Sleep(1000)),
        "packet" => new(() => { }, Packet(), PacketRuns),
        var other => throw new InvalidOperationException($"{file}: no workload '{other}'"),
    };

    public static IReadOnlyList<BpfLink> Attach(BpfObject loaded) =>
        loaded.Programs[0].Spec.Type == ProgramType.PerfEvent ? [loaded.Programs[0].AttachPerfEvent(PerfEventSource.CpuClock(4999))] : loaded.AttachAll();

    private static void Open()
    {
        for (var i = 0; i < Opens; i++)
        {
            File.OpenHandle("/dev/null").Dispose();
        }
    }

    private static void Call()
    {
        using var file = File.OpenHandle("/dev/zero");
        Span<byte> buffer = stackalloc byte[1];
        for (var i = 0; i < Calls; i++)
        {
            RandomAccess.Read(file, buffer, 0);
        }
    }

    /// <summary>Two threads wake each other.</summary>
    private static void Switch()
    {
        using var there = new AnonymousPipeServerStream(PipeDirection.Out);
        using var thereEnd = new AnonymousPipeClientStream(PipeDirection.In, there.ClientSafePipeHandle);
        using var back = new AnonymousPipeServerStream(PipeDirection.Out);
        using var backEnd = new AnonymousPipeClientStream(PipeDirection.In, back.ClientSafePipeHandle);
        var partner = new Thread(() =>
        {
            for (var i = 0; i < Switches; i++)
            {
                back.WriteByte((byte)thereEnd.ReadByte());
            }
        });
        partner.Start();
        for (var i = 0; i < Switches; i++)
        {
            there.WriteByte(1);
            backEnd.ReadByte();
        }

        partner.Join();
    }

    private static void Send()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using var server = listener.AcceptTcpClient();
        var buffer = new byte[64];
        for (var i = 0; i < Sends; i++)
        {
            client.Client.Send(buffer);
            server.Client.Receive(buffer);
        }
    }

    private static void Write()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "written");
        using (var file = new FileStream(path, FileMode.Create))
        {
            for (var i = 0; i < Writes; i++)
            {
                file.Write(new byte[4096]);
                file.Flush(flushToDisk: true);
            }
        }

        File.Delete(path);
    }

    /// <summary>An Ethernet frame with an IPv4 header and a TCP segment to port 443.</summary>
    private static byte[] Packet()
    {
        var packet = new byte[128];
        packet[12] = 0x08;
        packet[14] = 0x45;
        packet[23] = 6;
        (packet[36], packet[37]) = (0x01, 0xbb);
        packet[46] = 0x50;
        return packet;
    }
}
