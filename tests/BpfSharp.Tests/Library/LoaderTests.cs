// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;

namespace BpfSharp.Tests.Library;

[Collection("kernel objects")]
public class LoaderTests
{
    private static MapSpec Counts() => new() { Name = "counts", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 };

    private const string Count = """
        r1 = map_value[counts] + 0 ll
        r2 = 1
        lock *(u64 *)(r1 + 0) += r2
        r0 = 0
        exit
        """;

    [SkippableFact]
    public void Runs_a_program_that_calls_subprograms_and_reads_constants()
    {
        Needs.Kernel();
        var constants = new MapSpec
        {
            Name = ".rodata", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1, IsReadOnlyData = true, InitialContents = [0, 0, 0, 0, 5, 0, 0, 0],
        };
        using var loaded = BpfObject.FromSpec(Assembled.Object(constants)
            .With("main", "xdp", """
                r1 = map_value[.rodata] + 4 ll
                r1 = *(u32 *)(r1 + 0)
                call twice
                exit
                """)
            .WithSubprogram("twice", "r0 = r1\ncall thrice\nexit").WithSubprogram("thrice", "r0 = r1\nr0 *= 3\nr0 *= 2\nexit"));
        loaded.Load();
        var run = loaded.Program("main").TestRun(new byte[64]);
        Assert.Equal(30u, run.ReturnValue);
        Assert.Equal(64, run.Data.Length);
        Assert.Equal(KernelRelease.Code >= KernelRelease.Make(5, 16), loaded.Program("main").GetInfo().VerifiedInstructions > 0);
        Assert.Throws<BpfException>(() => loaded.Map(".rodata").Update(new byte[4], new byte[8]));
    }

    [SkippableFact]
    public void Loads_the_sample_object_with_its_types()
    {
        Needs.Kernel();
        using var loaded = BpfObject.FromSpec(Objects.SampleObject.Create());
        loaded.Load();
        Assert.Null(loaded.BtfRefusal);
        Assert.NotEqual(0u, loaded.Program("on_switch").GetInfo().BtfId);
        Assert.NotEqual(0u, loaded.Map("counts").Information().btf_id);
    }

    [SkippableFact]
    public void Counts_a_tracepoint_and_leaves_nothing_behind()
    {
        Needs.Kernel();
        var links = KernelObjects.ListLinks();
        var programs = KernelObjects.ListPrograms();
        var maps = KernelObjects.ListMaps();
        using (var loaded = BpfObject.FromSpec(Assembled.Object(Counts()).With("count", "tracepoint/syscalls/sys_enter_getpgid", Count)))
        {
            loaded.Load();
            var link = Assert.Single(loaded.AttachAll());
            // Before 5.15 a perf event carries the program, and no link is listed.
            var isListed = KernelRelease.Code >= KernelRelease.Make(5, 15);
            Assert.Equal(isListed, link.Id != 0);
            Assert.Equal(links.Count + (isListed ? 1 : 0), KernelObjects.ListLinks().Count);
            for (var i = 0; i < 25; i++)
            {
                _ = GetPgid();
            }

            Assert.Equal(25, loaded.Map("counts").AsArray<long>()[0]);
            link.Dispose();
            Assert.Empty(loaded.Links);
            _ = GetPgid();
            Assert.Equal(25, loaded.Map("counts").AsArray<long>()[0]);
        }

        Eventually(() => KernelObjects.ListPrograms().Except(programs).Any(), false);
        Eventually(() => KernelObjects.ListMaps().Except(maps).Any(), false);
        Assert.Equal(links, KernelObjects.ListLinks());
    }

    [SkippableTheory]
    [InlineData("raw_tracepoint/sys_enter")]
    [InlineData("tp_btf/sys_enter")]
    public void Raw_tracepoints_fire(string section)
    {
        Needs.Kernel(5, 5);
        using var loaded = BpfObject.FromSpec(Assembled.Object(Counts()).With("count", section, Count));
        loaded.Load();
        loaded.AttachAll();
        _ = GetPgid();
        Assert.True(loaded.Map("counts").AsArray<long>()[0] > 0);
    }

    [SkippableFact]
    public void Iterator_runs_when_read()
    {
        Needs.Kernel(5, 8);
        using var loaded = BpfObject.FromSpec(Assembled.Object(Counts()).With("walk", "iter/task", Count));
        loaded.Load();
        Assert.Empty(loaded.Program("walk").ReadIterator());
        Assert.True(loaded.Map("counts").AsArray<long>()[0] > 1);
    }

    [SkippableFact]
    public void Cpu_clock_samples()
    {
        Needs.Kernel();
        using var loaded = BpfObject.FromSpec(Assembled.Object(Counts()).With("sample", "perf_event", Count));
        loaded.Load();
        using var link = loaded.Program("sample").AttachPerfEvent(PerfEventSource.CpuClock(999));
        var until = DateTime.UtcNow.AddSeconds(2);
        while (loaded.Map("counts").AsArray<long>()[0] == 0 && DateTime.UtcNow < until)
        {
        }

        Assert.True(loaded.Map("counts").AsArray<long>()[0] > 0);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Uprobe_counts_calls_of_a_library_function(bool isReturn)
    {
        Needs.Kernel();
        var (path, offset) = Locate("getsid");
        using var loaded = BpfObject.FromSpec(Assembled.Object(Counts()).With("count", $"{(isReturn ? "uretprobe" : "uprobe")}/{path}:0x{offset:x}", Count));
        loaded.Load();
        using var link = loaded.Program("count").AttachUprobe(path, offset, isReturn, Environment.ProcessId);
        for (var i = 0; i < 5; i++)
        {
            _ = GetSid(0);
        }

        Assert.Equal(5, loaded.Map("counts").AsArray<long>()[0]);
        link.Dispose();
        Assert.Single(loaded.AttachAll());
        _ = GetSid(0);
        Assert.True(loaded.Map("counts").AsArray<long>()[0] > 5);
    }

    [SkippableFact]
    public void Uprobe_finds_functions_by_name()
    {
        Needs.Kernel();
        var (path, offset) = Locate("getsid");
        using var loaded = BpfObject.FromSpec(Assembled.Object(Counts()).With("count", $"uprobe/{path}:getsid", Count));
        loaded.Load();
        Assert.EndsWith($"+0x{offset:x}", Assert.Single(loaded.AttachAll()).Description);
        using var behind = BpfObject.FromSpec(Assembled.Object(Counts()).With("count", $"uprobe/libc.so.6:getsid+0x0", Count));
        behind.Load();
        Assert.EndsWith($"+0x{offset:x}", Assert.Single(behind.AttachAll()).Description);
        var refusal = Assert.Throws<BpfException>(() => loaded.Program("count").AttachUprobe(path, "no_such_function"));
        Assert.Equal(2, refusal.Errno);
        Assert.Throws<BpfException>(() => loaded.Program("count").AttachUprobe("/no/such/file", "getsid"));
        Assert.Throws<BpfException>(() => loaded.Program("count").AttachUprobe("/etc/passwd", "getsid"));
    }

    [SkippableFact]
    public void Xdp_attaches_to_the_loopback_only_when_told()
    {
        Needs.Kernel(5, 9);
        using var loaded = BpfObject.FromSpec(Assembled.Object().With("pass", "xdp", "r0 = 2\nexit"));
        loaded.Load();
        Assert.Empty(loaded.AttachAll());
        Assert.NotEqual(0u, loaded.Program("pass").AttachXdp(1, XdpMode.Generic).Id);
    }

    [SkippableFact]
    public void Pinned_maps_are_reused_when_they_fit()
    {
        Needs.Kernel();
        var path = $"/sys/fs/bpf/bpfsharp_test_{Environment.ProcessId}";
        var spec = Counts();
        spec.PinPath = path;
        try
        {
            using var first = BpfObject.FromSpec(Assembled.Object(spec));
            first.Load();
            first.Map("counts").AsArray<long>()[0] = 77;
            var again = Counts();
            again.PinPath = path;
            using var second = BpfObject.FromSpec(Assembled.Object(again));
            second.Load();
            Assert.Equal(77, second.Map("counts").AsArray<long>()[0]);
            again.ValueSize = 16;
            using var other = BpfObject.FromSpec(Assembled.Object(again));
            Assert.Contains("values of 8 bytes, not 16", Assert.Throws<BpfException>(() => other.Load()).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [SkippableFact]
    public void Says_that_there_are_no_kprobes()
    {
        Needs.Kernel();
        using var target = KernelTarget.Running();
        Skip.If(target.HasKprobes, "this kernel has kprobes");
        using var loaded = BpfObject.FromSpec(Assembled.Object(Counts()).With("probe", "kprobe/do_nanosleep", Count));
        loaded.Load();
        var refused = Assert.Throws<BpfNotSupportedException>(() => loaded.AttachAll());
        Assert.Contains("CONFIG_KPROBES", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Missing_tracepoint_is_named()
    {
        Needs.Kernel();
        using var loaded = BpfObject.FromSpec(Assembled.Object(Counts()).With("count", "tracepoint/nosuch/event", Count));
        loaded.Load();
        Assert.Contains("nosuch:event", Assert.Throws<BpfException>(() => loaded.AttachAll()).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Explains_a_missing_null_check_at_its_source_line()
    {
        Needs.Kernel();
        var hash = new MapSpec { Name = "h", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 1 };
        var maps = KernelObjects.ListMaps();
        using var refused = BpfObject.FromSpec(Assembled.Object(hash).With("main", "xdp", """
            r1 = 0
            *(u32 *)(r10 - 4) = r1
            r2 = r10
            r2 += -4
            r1 = map[h] ll
            call 1
            r0 = *(u64 *)(r0 + 0)
            exit
            """));
        var error = Assert.Throws<VerifierException>(() => refused.Load());
        Assert.Contains("may be NULL", error.Message, StringComparison.Ordinal);
        Assert.Equal("test.c:7", error.Location);
        Assert.Contains("r0 = *(u64 *)(r0 + 0)", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Message.Split('\n').Length);
        Assert.Contains("map_value_or_null", error.FullLog, StringComparison.Ordinal);
        Eventually(() => KernelObjects.ListMaps().Except(maps).Any(), false);
    }

    [SkippableFact]
    public void Gives_the_accepted_log_when_asked()
    {
        Needs.Kernel();
        using var loaded = BpfObject.FromSpec(Assembled.Object().With("main", "xdp", "r0 = 2\nexit"));
        loaded.Load(new LoadOptions { LogLevel = 1 });
        Assert.Contains("processed 2 insns", loaded.Program("main").VerifierLog, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Counts_run_time_while_statistics_are_on()
    {
        Needs.Kernel(5, 8);
        using var statistics = BpfStatistics.Enable();
        using var loaded = BpfObject.FromSpec(Assembled.Object(Counts()).With("count", "tracepoint/syscalls/sys_enter_getpgid", Count));
        loaded.Load();
        loaded.AttachAll();
        _ = GetPgid();
        Assert.True(loaded.Program("count").GetInfo().RunCount >= 1);
    }

    [SkippableFact]
    public void Target_maps_kernel_types()
    {
        Needs.Kernel();
        using var target = KernelTarget.Running();
        Skip.If(target.Types is null, "this kernel has no BTF");
        Assert.NotEqual(0u, target.Types!.Find(BpfSharp.Objects.Btf.BtfKind.Struct, "task_struct"));
        Assert.Contains("field:", target.Description.TracepointFormat("sched", "sched_switch"), StringComparison.Ordinal);
        Assert.Null(target.TracepointFormat("sched", "nosuch"));
        Assert.True(target.Description.KernelVersion > 0);
        Assert.Throws<BpfException>(() => KernelTarget.WithBtfFile("/nosuch").Types);
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "getpgid")]
    private static extern int GetPgidOf(int pid);

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "getsid")]
    private static extern int GetSid(int pid);

    /// <summary>A libc function's file and offset, from where it lies in this process.</summary>
    private static (string Path, ulong Offset) Locate(string function)
    {
        var libc = System.Runtime.InteropServices.NativeLibrary.Load("libc.so.6");
        var address = (ulong)System.Runtime.InteropServices.NativeLibrary.GetExport(libc, function);
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var range = words[0].Split('-').Select(hex => Convert.ToUInt64(hex, 16)).ToArray();
            if (address >= range[0] && address < range[1])
            {
                return (words[5], address - range[0] + Convert.ToUInt64(words[2], 16));
            }
        }

        throw new InvalidOperationException($"{function} is not mapped");
    }

    private static int GetPgid() => GetPgidOf(0);

    /// <summary>The kernel frees maps and programs after a grace period.</summary>
    private static void Eventually(Func<bool> get, bool expected)
    {
        for (var i = 0; i < 100 && get() != expected; i++)
        {
            Thread.Sleep(20);
        }

        Assert.Equal(expected, get());
    }
}
