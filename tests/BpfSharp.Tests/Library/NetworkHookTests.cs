// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BpfSharp.Compiler;
using BpfSharp.Kernel.Network;
using BpfSharp.Objects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Library;

/// <summary>Programs at the hooks of the network see each datagram of the loopback once.</summary>
public sealed class NetworkHookTests : IDisposable
{
    private const int Loopback = 1, Datagrams = 7;

    // The port is the socket's own: nobody else sends to it.
    private readonly Socket receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ushort port;

    public NetworkHookTests()
    {
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        port = (ushort)((IPEndPoint)receiver.LocalEndPoint!).Port;
    }

    public void Dispose() => receiver.Dispose();

    private const string Head = """
        #include "vmlinux.h"
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_endian.h>
        long packets;
        char LICENSE[] SEC("license") = "GPL";

        """;

    /// <summary>Counts UDP datagrams to PORT in a packet that starts with an Ethernet header.</summary>
    private const string Ethernet = Head + """
        static void count(void *data, void *end)
        {
            struct iphdr *ip = data + sizeof(struct ethhdr);
            struct udphdr *udp = (void *)(ip + 1);

            if ((void *)(udp + 1) <= end && ip->ihl == 5 && ip->protocol == IPPROTO_UDP && udp->dest == bpf_htons(PORT))
                __sync_fetch_and_add(&packets, 1);
        }

        """;

    private const string Classifier = Ethernet + """
        SEC("tc")
        int classify(struct __sk_buff *skb)
        {
            count((void *)(long)skb->data, (void *)(long)skb->data_end);
            return 0;
        }
        """;

    [SkippableFact]
    public void Xdp()
    {
        using var loaded = Load(Ethernet + """
            SEC("xdp")
            int on_packet(struct xdp_md *ctx)
            {
                count((void *)(long)ctx->data, (void *)(long)ctx->data_end);
                return XDP_PASS;
            }
            """);
        using var link = loaded.Program("on_packet").AttachXdp(Loopback, XdpMode.Generic);
        AssertCounts(loaded, link);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Traffic_control(bool isEgress)
    {
        using var loaded = Load(Classifier);
        using var link = AttachTc(loaded, isEgress);
        AssertCounts(loaded, link);
    }

    [SkippableFact]
    public void Filters_of_others_stay_when_one_is_taken_away()
    {
        using var first = Load(Classifier);
        var before = TrafficControl.AddClsact(Loopback);
        _ = before < 0 ? 0 : TrafficControl.RemoveClsact(Loopback);
        using var second = Load(Classifier);
        var taken = AttachTc(first, isEgress: false);
        using var link = AttachTc(second, isEgress: false);
        taken.Dispose();
        AssertCounts(second, link);
        Assert.Equal(0, Packets(first));
        // The queueing discipline went with the last filter, unless it was there before.
        var own = AttachTc(first, isEgress: true);
        own.Dispose();
        Assert.Equal(before, TrafficControl.AddClsact(Loopback));
        _ = before < 0 ? 0 : TrafficControl.RemoveClsact(Loopback);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tcx(bool isEgress)
    {
        Needs.Kernel(6, 6);
        using var loaded = Load(Classifier);
        using var link = loaded.Program("classify").AttachTcx(Loopback, isEgress);
        AssertCounts(loaded, link);
    }

    [SkippableTheory]
    [InlineData("ingress")]
    [InlineData("egress")]
    public void Cgroup(string direction)
    {
        Needs.Kernel();
        var cgroups = Machine.RequireCgroups();
        using var loaded = Load(Head + $$"""
            SEC("cgroup_skb/{{direction}}")
            int on_packet(struct __sk_buff *skb)
            {
                struct iphdr ip;
                struct udphdr udp;

                if (!bpf_skb_load_bytes(skb, 0, &ip, sizeof(ip)) && ip.protocol == IPPROTO_UDP
                    && !bpf_skb_load_bytes(skb, sizeof(ip), &udp, sizeof(udp)) && udp.dest == bpf_htons(PORT))
                    __sync_fetch_and_add(&packets, 1);
                return 1;
            }
            """);
        using var link = loaded.Program("on_packet").AttachCgroup(cgroups);
        AssertCounts(loaded, link);
    }

    [SkippableFact]
    public void Refusals_name_the_interface_and_the_remedy()
    {
        Needs.Kernel();
        using var loaded = Load(Classifier);
        var refusal = Assert.Throws<BpfException>(() => loaded.Program("classify").AttachTc(987_654));
        Assert.Contains("interface 987654", refusal.Message, StringComparison.Ordinal);
    }

    private BpfObject Load(string text)
    {
        Needs.Kernel();
        using var target = KernelTarget.Running();
        Skip.If(target.Types is null, "this kernel has no BTF");
        var options = new CompileOptions { Dialect = Dialect.Libbpf, Defines = [$"PORT={port.ToString(CultureInfo.InvariantCulture)}"] };
        var result = CCompiler.Compile(text, "hook.bpf.c", options, target.Description);
        Assert.Equal([], result.Diagnostics.Select(d => d.Descriptor.Id + " " + d.Message));
        var loaded = BpfObject.FromSpec(result.Object!);
        loaded.Load();
        return loaded;
    }

    private static BpfLink AttachTc(BpfObject loaded, bool isEgress)
    {
        try
        {
            return loaded.Program("classify").AttachTc(Loopback, isEgress);
        }
        catch (BpfException refusal) when (refusal.Errno == 2)
        {
            throw new Xunit.SkipException("this kernel has no clsact (CONFIG_NET_SCH_INGRESS, CONFIG_NET_CLS_BPF)");
        }
    }

    /// <summary>Each datagram while attached, none afterwards.</summary>
    private void AssertCounts(BpfObject loaded, BpfLink link)
    {
        Send();
        Assert.Equal(Datagrams, Packets(loaded));
        link.Dispose();
        Send();
        Assert.Equal(Datagrams, Packets(loaded));
    }

    private void Send()
    {
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (var i = 0; i < Datagrams; i++)
        {
            sender.SendTo(new byte[8], receiver.LocalEndPoint!);
            Assert.Equal(8, receiver.Receive(new byte[16]));
        }
    }

    private static long Packets(BpfObject loaded)
    {
        var value = new byte[8];
        Assert.True(loaded.Map(".bss").TryLookup(new byte[4], value));
        return BitConverter.ToInt64(value);
    }
}
