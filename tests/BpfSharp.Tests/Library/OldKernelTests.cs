// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Objects;

namespace BpfSharp.Tests.Library;

/// <summary>What loading does where the kernel lacks something or its limits are in the way.</summary>
[Collection("kernel objects")]
public partial class OldKernelTests
{
    private const int LockedMemory = 8; // RLIMIT_MEMLOCK

    [SkippableFact]
    public void Reads_of_kernel_memory_use_the_older_helpers_before_5_5()
    {
        Needs.Kernel();
        const string Text = """
            r1 = r10
            r1 += -16
            r2 = 8
            r3 = 0
            call 113
            r1 = r10
            r1 += -16
            r2 = 8
            r3 = 0
            call 115
            call read
            r0 = 0
            exit
            """;
        var spec = Assembled.Object().With("reads", "raw_tracepoint/sys_enter", Text).WithSubprogram("read", "r1 = r10\nr1 += -8\nr2 = 8\nr3 = 0\ncall 112\nr0 = 0\nexit");
        spec.License = "GPL";
        foreach (var (features, expected) in ((KernelFeatures? Features, int[] Expected)[])[(null, [113, 115, 112]), (KernelFeatures.Without(KernelFeature.ProbeReadKernel), [4, 45, 4])])
        {
            using var loaded = BpfObject.FromSpec(spec);
            loaded.Load(new LoadOptions { Features = features, LogLevel = 2 });
            var calls = loaded.Program("reads").VerifierLog.Split('\n').Where(static l => l.Contains(") call bpf_", StringComparison.Ordinal)).Select(HelperOf).Distinct();
            Assert.Equal(expected.Distinct().Order(), calls.Order());
        }

        static int HelperOf(string line) => int.Parse(line[(line.LastIndexOf('#') + 1)..].Split(' ', '\t', '\r')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    [SkippableFact]
    public void The_limit_of_locked_memory_is_raised_where_it_counts()
    {
        Needs.Kernel();
        var before = new ulong[2];
        Assert.Equal(0, GetLimit(LockedMemory, before));
        var isCounted = KernelRelease.Code < KernelRelease.Make(5, 11);
        try
        {
            Assert.Equal(0, SetLimit(LockedMemory, [4096, before[1]]));
            using var loaded = BpfObject.FromSpec(Assembled.Object(new MapSpec { Name = "large", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 << 17 })
                .With("empty", "xdp", "r0 = 2\nexit"));
            loaded.Load();
            var after = new ulong[2];
            Assert.Equal(0, GetLimit(LockedMemory, after));
            Assert.Equal(isCounted, after[0] > 4096);
        }
        finally
        {
            _ = SetLimit(LockedMemory, before);
        }
    }

    [SkippableFact]
    public void Types_of_programs_the_kernel_lacks_are_told_apart_from_other_refusals()
    {
        Needs.Kernel(5, 8);
        var unknown = Fails(Assembled.Object().With("odd", "xdp", "r0 = 0\nexit"), static p => p.Type = (ProgramType)200);
        Assert.Contains("the kernel has no programs of type 200", unknown, StringComparison.Ordinal);
        var flags = Fails(Assembled.Object().With("flagged", "xdp", "r0 = 2\nexit"), static p => p.Flags = 1u << 30);
        Assert.Contains("but does not take one of its flags (0x40000000)", flags, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_locked_down_kernel_is_told_of()
    {
        Needs.Kernel(5, 8);
        using var loaded = BpfObject.FromSpec(Assembled.Object().With("entry", "fentry/do_nanosleep", "r0 = 0\nexit"));
        BpfException? refused = null;
        try
        {
            loaded.Load();
        }
        catch (BpfException e)
        {
            refused = e;
        }

        Skip.If(refused is null || refused.Errno != 1, "this kernel takes fentry programs");
        Assert.Equal((1, "load program", "entry"), (refused!.Errno, refused.Operation, refused.Object));
        Assert.Contains("EPERM (operation not permitted); the kernel is locked down", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_place_that_is_taken_is_told_of()
    {
        Needs.Kernel(5, 9);
        Skip.IfNot(File.Exists("/usr/bin/env"), "no /usr/bin/env here");
        Skip.IfNot(Commands.Run("/usr/bin/env", "ip", "link", "add", "bpfsharp1", "type", "veth", "peer", "name", "bpfsharp2").Code == 0, "no pair of interfaces can be made here");
        try
        {
            var index = int.Parse(File.ReadAllText("/sys/class/net/bpfsharp1/ifindex"), System.Globalization.CultureInfo.InvariantCulture);
            using var first = Pass();
            using var second = Pass();
            first.Program("pass").AttachXdp(index, XdpMode.Generic);
            var refused = Assert.Throws<BpfException>(() => second.Program("pass").AttachXdp(index, XdpMode.Generic));
            Assert.Equal(16, refused.Errno);
            Assert.Contains("EBUSY (busy); another program is attached there", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Commands.Run("/usr/bin/env", "ip", "link", "del", "bpfsharp1");
        }

        static BpfObject Pass()
        {
            var loaded = BpfObject.FromSpec(Assembled.Object().With("pass", "xdp", "r0 = 2\nexit"));
            loaded.Load();
            return loaded;
        }
    }

    [SkippableFact]
    public void Numbers_wide_as_map_extra_are_read_by_libbpf()
    {
        Needs.Kernel(5, 16);
        var spec = Assembled.Object(new MapSpec { Name = "bloom", Type = MapType.BloomFilter, ValueSize = 4, MaxEntries = 8, Extra = 3 }).With("pass", "xdp", "r1 = map[bloom] ll\nr0 = 2\nexit");
        var elf = ElfWriter.Write(spec);
        Assert.Equal(3u, ElfReader.Read(elf, "extra").Maps[0].Extra);
        Assert.Contains("r1 = map[bloom]", CodeListing.Of(ElfReader.Read(elf, "extra").Programs[0]), StringComparison.Ordinal);
        var directory = Directory.CreateTempSubdirectory("bpfsharp").FullName;
        try
        {
            Commands.Load(directory, elf);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Variables_of_arenas_are_written_and_read_again()
    {
        var arena = new MapSpec { Name = "arena", Type = MapType.Arena, MaxEntries = 10, Flags = 1 << 10, Extra = 0x100_0000_0000, InitialContents = [1, 2, 3, 4, 5, 6, 7, 8] };
        var again = ElfReader.Read(ElfWriter.Write(Assembled.Object(arena).With("touch", "syscall", "r1 = map[arena] ll\nr2 = map_value[arena] + 4 ll\nr0 = 0\nexit")), "arena");
        var map = Assert.Single(again.Maps);
        Assert.Equal((MapType.Arena, 10u, 1u << 10, 0x100_0000_0000u), (map.Type, map.MaxEntries, map.Flags, map.Extra));
        Assert.Equal(arena.InitialContents, map.InitialContents);
        Assert.Equal([new Relocation(0, RelocationKind.Map, "arena"), new Relocation(2, RelocationKind.MapValue, "arena", 4)], again.Programs[0].Relocations);
    }

    private static string Fails(ObjectSpec spec, Action<ProgramSpec> change)
    {
        spec.Programs.ForEach(change);
        using var refused = BpfObject.FromSpec(spec);
        return Assert.Throws<BpfException>(() => refused.Load()).Message;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, [Out] ulong[] limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong[] limit);
}
