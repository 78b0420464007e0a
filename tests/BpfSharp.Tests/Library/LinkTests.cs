// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using BpfSharp.Objects;
using BpfSharp.Tests.Objects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Library;

/// <summary>Each kind of attachment: made, seen to work, and gone with its link.</summary>
[Collection("kernel objects")]
public partial class LinkTests
{
    private const string Count = """
        r1 = map_value[counts] + 0 ll
        r2 = 1
        lock *(u64 *)(r1 + 0) += r2
        r0 = RESULT
        exit
        """;

    private static MapSpec Counts() => new() { Name = "counts", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 };

    private static BpfObject Load(string section, int result = 0, params MapSpec[] maps)
    {
        var loaded = BpfObject.FromSpec(Assembled.Object([Counts(), .. maps]).With("count", section, Count.Replace("RESULT", $"{result}", StringComparison.Ordinal)));
        loaded.Load();
        return loaded;
    }

    private static long Counted(BpfObject loaded) => loaded.Map("counts").AsArray<long>()[0];

    [SkippableTheory]
    [InlineData("tcx/ingress", false)]
    [InlineData("tcx/egress", true)]
    [InlineData("tc", false)]
    public void Tcx_sees_packets_of_an_interface_until_it_is_detached(string section, bool isEgress)
    {
        Needs.Kernel(6, 6);
        using var loaded = Load(section, result: -1);
        using (loaded.Program("count").AttachTcx(LoopbackIndex(), isEgress))
        {
            SendToLoopback();
            Eventually(() => Counted(loaded) > 0);
        }

        var before = Counted(loaded);
        SendToLoopback();
        Assert.Equal(before, Counted(loaded));
    }

    [SkippableFact]
    public void Two_programs_share_one_tcx_hook_and_a_link_takes_another_program()
    {
        Needs.Kernel(6, 6);
        using var first = Load("tcx/egress", result: -1);
        using var second = Load("tcx/egress", result: -1);
        using var link = first.Program("count").AttachTcx(LoopbackIndex(), isEgress: true);
        using (second.Program("count").AttachTcx(LoopbackIndex(), isEgress: true))
        {
            SendToLoopback();
            Eventually(() => Counted(first) > 0 && Counted(second) > 0);
        }

        var (one, two) = (Counted(first), Counted(second));
        link.Replace(second.Program("count"));
        SendToLoopback();
        Eventually(() => Counted(second) > two);
        Assert.Equal(one, Counted(first));
    }

    [SkippableFact]
    public void Netkit_sees_packets_of_its_pair()
    {
        Needs.Kernel(6, 7);
        var ip = Machine.RequireProgram("ip");
        Skip.IfNot(Commands.Run(ip, "link", "add", "bpfsharp0", "type", "netkit").Code == 0, "this kernel, or this ip, makes no netkit devices");
        try
        {
            using var loaded = Load("netkit/primary", result: 0);
            var index = Commands.Run("/bin/cat", "/sys/class/net/bpfsharp0/ifindex").Output.Trim();
            using var link = loaded.Program("count").AttachNetkit(int.Parse(index, System.Globalization.CultureInfo.InvariantCulture));
            Assert.NotEqual(0u, link.Id);
        }
        finally
        {
            Commands.Run(ip, "link", "del", "bpfsharp0");
        }
    }

    [SkippableFact]
    public void Netfilter_hooks_count_packets_and_a_taken_priority_is_said()
    {
        Needs.Kernel(6, 4);
        using var loaded = Load("netfilter", result: 1);
        BpfLink link;
        try
        {
            link = loaded.Program("count").AttachNetfilter(family: 2, hook: 1, priority: -128);
        }
        catch (BpfException refusal) when (refusal.Errno == 95)
        {
            throw new SkipException(refusal.Message);
        }

        SendToLoopback();
        Eventually(() => Counted(loaded) > 0);
        var taken = Assert.Throws<BpfException>(() => loaded.Program("count").AttachNetfilter(family: 2, hook: 1, priority: -128));
        Assert.Contains("another program", taken.Message, StringComparison.Ordinal);
        link.Dispose();
    }

    [SkippableTheory]
    [InlineData("sk_lookup", 1)]
    [InlineData("flow_dissector", 0)]
    public void Network_namespaces_take_programs(string section, int result)
    {
        Needs.Kernel(5, 9);
        using var loaded = Load(section, result);
        using var link = loaded.Program("count").AttachNetworkNamespace();
        Assert.NotEqual(0u, link.Id);
        if (section == "sk_lookup")
        {
            ConnectToNobody();
            Eventually(() => Counted(loaded) > 0);
        }
    }

    [SkippableFact]
    public void Messages_of_a_sockmaps_sockets_are_seen()
    {
        Needs.Kernel(5, 9);
        var sockets = new MapSpec { Name = "sockets", Type = MapType.Sockmap, KeySize = 4, ValueSize = 4, MaxEntries = 2 };
        using var loaded = Load("sk_msg", result: 1, sockets);
        using var link = loaded.Program("count").AttachSockMap(loaded.Map("sockets"));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using var server = listener.AcceptTcpClient();
        loaded.Map("sockets").Update(new byte[4], BitConverter.GetBytes((int)client.Client.Handle));
        client.Client.Send("hello"u8);
        Eventually(() => Counted(loaded) > 0);

        // Sockets keep the program of their map until they leave it; those added later have none.
        link.Dispose();
        loaded.Map("sockets").Delete(new byte[4]);
        loaded.Map("sockets").Update(new byte[4], BitConverter.GetBytes((int)client.Client.Handle));
        var before = Counted(loaded);
        client.Client.Send("again"u8);
        Assert.Equal(before, Counted(loaded));
    }

    [SkippableTheory]
    [InlineData("sk_skb/stream_verdict", 5, 9)]
    [InlineData("sk_skb/verdict", 5, 13)]
    public void Verdicts_on_a_sockmaps_packets_are_attached(string section, int major, int minor)
    {
        Needs.Kernel(major, minor);
        using var loaded = Load(section, result: 1, new MapSpec { Name = "sockets", Type = MapType.Sockmap, KeySize = 4, ValueSize = 4, MaxEntries = 2 });
        using var link = loaded.Program("count").AttachSockMap(loaded.Map("sockets"));
        Assert.Throws<BpfException>(() => loaded.Program("count").AttachSockMap(loaded.Map("counts")));
    }

    [SkippableFact]
    public void Several_programs_share_a_cgroup()
    {
        Needs.Kernel(5, 7);
        var root = Machine.RequireCgroups();
        using var first = Load("cgroup/sock_create", result: 1);
        using var second = Load("cgroup/sock_create", result: 1);
        using var one = first.Program("count").AttachCgroup(root);
        using var two = second.Program("count").AttachCgroup(root);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.True(Counted(first) > 0 && Counted(second) > 0);
        Assert.Contains("cgroup v2", Assert.Throws<BpfException>(() => first.Program("count").AttachCgroup("/tmp")).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Iterators_walk_what_they_are_told()
    {
        Needs.Kernel(6, 1);
        using var loaded = Load("iter/task");
        loaded.Program("count").ReadIterator();
        var all = Counted(loaded);
        loaded.Map("counts").Update(new byte[4], new byte[8]);
        loaded.Program("count").ReadIterator(IteratorTarget.Process(1));
        Assert.InRange(Counted(loaded), 1, all - 1);

        var table = new MapSpec { Name = "table", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 8 };
        using var walker = Load("iter/bpf_map_elem", 0, table);
        Assert.Contains("wants to be told", Assert.Throws<BpfException>(() => walker.Program("count").ReadIterator()).Message, StringComparison.Ordinal);
        for (var key = 0; key < 3; key++)
        {
            walker.Map("table").Update(BitConverter.GetBytes(key), new byte[8]);
        }

        walker.Program("count").ReadIterator(IteratorTarget.Elements(walker.Map("table")));
        Assert.InRange(Counted(walker), 3, 4);
    }

    [SkippableTheory]
    [InlineData("uprobe.multi", false)]
    [InlineData("uretprobe.multi", true)]
    [InlineData("uprobe.session", false)]
    public void One_link_probes_every_function_that_fits_a_pattern(string section, bool isReturn)
    {
        Needs.Kernel(6, 6);
        Skip.IfNot(section != "uprobe.session" || BpfSharp.Kernel.Facts.KernelRelease.Code >= BpfSharp.Kernel.Facts.KernelRelease.Make(6, 13), "needs Linux 6.13");
        using var loaded = Load(section);
        var library = File.ReadLines("/proc/self/maps").Select(l => l[(l.IndexOf('/') < 0 ? l.Length : l.IndexOf('/'))..]).First(p => p.Contains("/libc.so", StringComparison.Ordinal));
        using var link = loaded.Program("count").AttachUprobeMulti(library, "getsi?", isReturn, Environment.ProcessId);
        _ = GetSid(0);
        Assert.True(Counted(loaded) > 0);
        var none = Assert.Throws<BpfException>(() => loaded.Program("count").AttachUprobeMulti(library, "no_such_*", isReturn));
        Assert.Contains("no function among the file's symbols fits", none.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Bare_names_of_binaries_are_looked_for()
    {
        Needs.Kernel(5, 8);
        using var loaded = Load("uretprobe/libc.so.6:getsid");
        Assert.Single(loaded.AttachAll());
        _ = GetSid(0);
        Assert.True(Counted(loaded) > 0);
    }

    [SkippableFact]
    public void Cookies_reach_the_program()
    {
        Needs.Kernel(5, 15);
        using var loaded = BpfObject.FromSpec(Assembled.Object(Counts()).With("keep", "tracepoint/syscalls/sys_enter_getsid", """
            call 174
            r1 = map_value[counts] + 0 ll
            *(u64 *)(r1 + 0) = r0
            r0 = 0
            exit
            """));
        loaded.Load();
        using var link = loaded.Program("keep").AttachTracepoint("syscalls", "sys_enter_getsid", cookie: 0x1234567890);
        _ = GetSid(0);
        Assert.Equal(0x1234567890, Counted(loaded));
    }

    [SkippableFact]
    public void Pinned_links_outlive_their_handle_and_perf_events_say_why_they_cannot()
    {
        Needs.Kernel(5, 8);
        var path = $"/sys/fs/bpf/bpfsharp-link-{Guid.NewGuid():n}";
        using var loaded = Load("raw_tracepoint/sys_enter");
        try
        {
            var link = loaded.Program("count").Attach();
            link.Pin(path);
            var id = link.Id;
            link.Dispose();
            Assert.Contains(id, KernelObjects.ListLinks());
        }
        finally
        {
            File.Delete(path);
        }

        using var sampling = Load("perf_event");
        using var sampled = sampling.Program("count").AttachPerfEvent(PerfEventSource.CpuClock(99));
        Assert.Contains("ends with the process", Assert.Throws<BpfException>(() => sampled.Pin(path)).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("kprobe.multi/vfs_read", 5, 18)]
    [InlineData("kprobe.session/vfs_read", 6, 10)]
    public void Multi_kprobes_attach_or_the_kernels_lack_is_named(string section, int major, int minor)
    {
        Needs.Kernel(major, minor);
        using var loaded = Load(section);
        if (KernelFeatures.Running.Has(KernelFeature.KprobeMulti))
        {
            Assert.Single(loaded.AttachAll());
        }
        else
        {
            Assert.Contains("this kernel has no multi-kprobes", Assert.Throws<BpfException>(() => loaded.AttachAll()).Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void Replacing_a_function_of_another_program_needs_it_named()
    {
        Needs.Kernel(5, 8);
        var spec = Assembled.Object().With("other", "freplace/chosen", "r0 = 1\nexit");
        using var alone = BpfObject.FromSpec(spec);
        Assert.Contains("LoadOptions.ReplacedPrograms", Assert.Throws<BpfException>(() => alone.Load()).Message, StringComparison.Ordinal);
        using var target = ClangObject.Load("""
            __attribute__((noinline)) int chosen(struct xdp_md *ctx) { asm volatile(""); return 1; }
            SEC("xdp") int main_program(struct xdp_md *ctx) { return chosen(ctx); }
            """);
        using var replacement = BpfObject.FromSpec(ClangObject.Read("""SEC("freplace/chosen") int other(struct xdp_md *ctx) { return 2; }"""));
        var targets = new Dictionary<string, BpfProgram> { ["other"] = target.Program("main_program") };
        try
        {
            replacement.Load(new LoadOptions { ReplacedPrograms = targets });
        }
        catch (BpfException refusal) when (refusal.Errno == 1)
        {
            throw new SkipException(refusal.Message);
        }

        using var link = replacement.AttachAll().Single();
        Assert.Equal(2u, target.Program("main_program").TestRun(new byte[64]).ReturnValue);
        link.Dispose();
        Assert.Equal(1u, target.Program("main_program").TestRun(new byte[64]).ReturnValue);
    }

    private static int LoopbackIndex() => NetworkInterface.GetAllNetworkInterfaces().First(i => i.NetworkInterfaceType == NetworkInterfaceType.Loopback).GetIPProperties().GetIPv4Properties().Index;

    private static void SendToLoopback()
    {
        using var socket = new UdpClient();
        socket.Send("x"u8, new IPEndPoint(IPAddress.Loopback, 9));
    }

    private static void ConnectToNobody()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, 9);
        }
        catch (SocketException)
        {
            // Refused, after the lookup.
        }
    }

    private static void Eventually(Func<bool> condition)
    {
        for (var i = 0; i < 100 && !condition(); i++)
        {
            Thread.Sleep(10);
        }

        Assert.True(condition());
    }

    [LibraryImport("libc", EntryPoint = "getsid")]
    private static partial int GetSid(int pid);
}
