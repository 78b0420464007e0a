// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Core;
using BpfSharp.Tests.Objects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Library;

/// <summary>What a load that fails says: the object it failed on, the kernel's errno, and what to do.</summary>
[Collection("kernel objects")]
public class RefusalTests
{
    private const string Accepts = "r0 = 0\nexit";

    [SkippableFact]
    public void Maps_the_kernel_does_not_make()
    {
        Needs.Kernel(5, 8);
        var unknown = Fails<BpfException>(Assembled.Object(new MapSpec { Name = "odd", Type = (MapType)200, KeySize = 4, ValueSize = 4, MaxEntries = 1 }));
        Assert.Contains("create map odd: ", unknown, StringComparison.Ordinal);
        var shape = Fails<BpfException>(Assembled.Object(new MapSpec { Name = "wide", Type = MapType.Array, KeySize = 8, ValueSize = 4, MaxEntries = 1 }));
        Assert.Contains("create map wide: EINVAL (invalid argument); the kernel does not accept this shape: Array, keys of 8 and values of 4 bytes, 1 entries", shape, StringComparison.Ordinal);
        var huge = Fails<BpfException>(Assembled.Object(new MapSpec { Name = "huge", Type = MapType.Array, KeySize = 4, ValueSize = int.MaxValue, MaxEntries = uint.MaxValue }));
        Assert.Contains("make it smaller", huge, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Maps_as_values_of_a_plain_map()
    {
        Needs.Kernel(5, 8);
        var inner = new MapSpec { Name = "inner", Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 };
        var plain = new MapSpec { Name = "plain", Type = MapType.Hash, KeySize = 4, ValueSize = 4, MaxEntries = 1, Inner = inner };
        Assert.Contains("create map plain; a Hash map has no maps as values: make it an ArrayOfMaps or HashOfMaps map", Fails<BpfException>(Assembled.Object(plain)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Pinned_maps_that_differ_say_in_which_attribute()
    {
        Needs.Kernel(5, 8);
        var path = $"/sys/fs/bpf/bpfsharp-pin-{Guid.NewGuid():n}";
        try
        {
            using (var first = BpfMap.Create(new MapSpec { Name = "kept", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 16 }))
            {
                first.Pin(path);
            }

            Assert.Contains("type Hash, not LruHash", Fails<BpfException>(Assembled.Object(Like(MapType.LruHash, 4, 8, 16, 0))), StringComparison.Ordinal);
            Assert.Contains("keys of 4 bytes, not 8", Fails<BpfException>(Assembled.Object(Like(MapType.Hash, 8, 8, 16, 0))), StringComparison.Ordinal);
            Assert.Contains("values of 8 bytes, not 4", Fails<BpfException>(Assembled.Object(Like(MapType.Hash, 4, 4, 16, 0))), StringComparison.Ordinal);
            Assert.Contains("room for 16 entries, not 8", Fails<BpfException>(Assembled.Object(Like(MapType.Hash, 4, 8, 8, 0))), StringComparison.Ordinal);
            Assert.Contains("flags 0x0, not 0x1", Fails<BpfException>(Assembled.Object(Like(MapType.Hash, 4, 8, 16, 1))), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }

        MapSpec Like(MapType type, int key, int value, uint entries, uint flags) =>
            new() { Name = "kept", Type = type, KeySize = key, ValueSize = value, MaxEntries = entries, Flags = flags, PinPath = path };
    }

    [SkippableFact]
    public void Maps_pinned_by_name_follow_the_root_they_are_given()
    {
        Needs.Kernel(5, 8);
        var root = $"/sys/fs/bpf/bpfsharp-root-{Guid.NewGuid():n}";
        const string Text = """
            struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, long); __uint(pinning, LIBBPF_PIN_BY_NAME); } kept SEC(".maps");
            SEC("xdp") int add(struct xdp_md *ctx) { int key = 0; long *value = bpf_map_lookup_elem(&kept, &key); if (value) *value += 1; return 2; }
            """;
        try
        {
            for (var round = 1; round < 3; round++)
            {
                using var loaded = ClangObject.Load(Text, new LoadOptions { PinRoot = root });
                loaded.Program("add").TestRun(new byte[64]);
                Assert.Equal(round, loaded.Map("kept").AsArray<long>()[0]);
            }
        }
        finally
        {
            if (Directory.Exists(root))
            {
                Directory.Delete(root, recursive: true);
            }
        }
    }

    [SkippableFact]
    public void Programs_without_a_type_a_target_or_a_callee()
    {
        Needs.Kernel(5, 8);
        var untyped = Assembled.Object().With("main", "xdp", Accepts);
        untyped.Programs[0].Type = ProgramType.Unspec;
        Assert.Contains("says no type of program", Fails<BpfException>(untyped), StringComparison.Ordinal);
        Assert.Contains("load program main: ESRCH", Fails<BpfException>(Assembled.Object().With("main", "tp_btf/no_such_event", Accepts)), StringComparison.Ordinal);
        Assert.Contains("the kernel has no iterator \"nothing\"", Fails<BpfException>(Assembled.Object().With("main", "iter/nothing", Accepts)), StringComparison.Ordinal);
        Assert.Contains("module none has no", Fails<BpfException>(Assembled.Object().With("main", "fentry/none:f", Accepts)), StringComparison.Ordinal);
        Assert.Contains("must name what it attaches to", Fails<BpfException>(Assembled.Object().With("main", "iter", Accepts)), StringComparison.Ordinal);
        Assert.Contains("no struct of section .struct_ops names it", Fails<BpfException>(Assembled.Object().With("main", "struct_ops/x", Accepts)), StringComparison.Ordinal);
        var missing = Fails<BpfException>(ClangObject.Read("extern int bpf_no_such_thing(void) __ksym; SEC(\"syscall\") int main_program(void *ctx) { return bpf_no_such_thing(); }"));
        Assert.Contains("relocate main_program: ESRCH", missing, StringComparison.Ordinal);
        Assert.Contains("there is no kernel function bpf_no_such_thing: the kernel has no such name in its BTF", missing, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Kernel_functions_are_told_apart_by_prototype_and_flavour()
    {
        Needs.Kernel(6, 12);
        const string Text = """
            struct task_struct { int pid; };
            extern struct task_struct *bpf_task_from_pid___odd(long a, long b, long c) __ksym __weak;
            extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
            extern void bpf_task_release(struct task_struct *p) __ksym;
            SEC("syscall") int main_program(void *ctx)
            {
                struct task_struct *task = bpf_ksym_exists(bpf_task_from_pid___odd) ? bpf_task_from_pid___odd(1, 2, 3) : bpf_task_from_pid((int)bpf_get_current_pid_tgid());
                if (!task) return 1;
                bpf_task_release(task);
                return 42;
            }
            """;
        var lines = new List<string>();
        using var loaded = ClangObject.Load(
            "#ifndef bpf_ksym_exists\n#define bpf_ksym_exists(s) (!!(void *)&s)\n#endif\n" + Text, new LoadOptions { Trace = lines.Add });
        Assert.Equal(42u, loaded.Program("main_program").TestRun().ReturnValue);
        Assert.Contains(lines, l => l.Contains("bpf_task_from_pid___odd: not found: vmlinux declares it with another prototype", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_license_the_kernel_does_not_accept_and_a_program_that_is_too_long()
    {
        Needs.Kernel(5, 8);
        var closed = Assembled.Object().With("main", "kprobe/f", "call 5\nr0 = 0\nexit").With("print", "tracepoint/a/b", "r1 = r10\nr1 += -8\nr2 = 0\ncall 6\nr0 = 0\nexit");
        closed.License = "Proprietary";
        Assert.Contains("GPL", Fails<VerifierException>(closed), StringComparison.OrdinalIgnoreCase);
        var text = string.Concat(Enumerable.Repeat("r0 = 0\n", 1_000_001)) + "exit";
        Assert.Contains("1000002 instructions", Fails<BpfException>(Assembled.Object().With("main", "xdp", text)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Without_capabilities_the_command_says_which_are_missing()
    {
        Needs.Kernel(5, 8);
        Skip.IfNot(File.Exists("/usr/bin/setpriv") && File.Exists(Cli.Executable), "needs setpriv and the executable");
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, BpfSharp.Objects.Elf.ElfWriter.Write(SampleObject.Create()));
            var (code, output) = Commands.Run("/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all", "--reuid=65534", "--clear-groups", Cli.Executable, "check", file);
            Skip.If(output.Contains("Permission denied", StringComparison.Ordinal), "the executable cannot be run by another user");
            Assert.NotEqual(0, code);
            Assert.Contains("CAP_BPF", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [SkippableFact]
    public void Tokens_say_why_there_is_none_here()
    {
        Needs.Kernel(6, 9);
        var spec = Assembled.Object().With("main", "xdp", Accepts);
        using var loaded = BpfObject.FromSpec(spec);
        var refused = Assert.Throws<BpfException>(() => loaded.Load(new LoadOptions { TokenPath = "/sys/fs/bpf" }));
        Assert.Contains("take the BPF token of /sys/fs/bpf: EOPNOTSUPP", refused.Message, StringComparison.Ordinal);
        var wrong = Assert.Throws<BpfException>(() => loaded.Load(new LoadOptions { TokenPath = "/proc" }));
        Assert.Contains("no BPF file system", wrong.Message, StringComparison.Ordinal);
        loaded.Load(new LoadOptions { TokenPath = "" });
    }

    [SkippableFact]
    public void Variables_are_set_before_loading_and_read_afterwards()
    {
        Needs.Kernel(5, 8);
        using var loaded = BpfObject.FromSpec(ClangObject.Read("""
            const volatile int factor = 1; long seen; short step = 3;
            SEC("xdp") int main_program(struct xdp_md *ctx) { seen += factor * step; return 2; }
            """));
        loaded.SetVariable("factor", 7);
        loaded.SetVariable("seen", 100L);
        Assert.Equal(3, loaded.GetVariable<short>("step"));
        loaded.Load();
        loaded.Program("main_program").TestRun(new byte[64]);
        Assert.Equal(121, loaded.GetVariable<long>("seen"));
        loaded.SetVariable("step", (short)5);
        loaded.Program("main_program").TestRun(new byte[64]);
        Assert.Equal(156, loaded.GetVariable<long>("seen"));
        Assert.Throws<BpfException>(() => loaded.SetVariable("factor", 1));
        Assert.Contains("has 4 bytes, not 8", Assert.Throws<ArgumentException>(() => loaded.GetVariable<long>("factor")).Message, StringComparison.Ordinal);
        Assert.Throws<KeyNotFoundException>(() => loaded.GetVariable<int>("nothing"));
    }

    [Fact]
    public void Candidates_come_from_modules_when_the_kernel_has_none_and_the_trace_says_why_others_fail()
    {
        var local = new BtfBuilder();
        var number = local.AddInteger("int", 4, isSigned: true);
        var record = local.AddRecord("device", isUnion: false, 4);
        local.SetMembers(record, [new BtfMember("state", number, 0, 0)]);

        var kernel = BtfTypes.Parse(Kernel());
        var module = BtfTypes.Parse(Module(kernel, "state", 96), kernel);
        var other = BtfTypes.Parse(Module(kernel, "status", 32), kernel);
        var lines = new List<string>();
        var resolver = new CoreResolver(BtfTypes.Parse(local.ToArray()), kernel, () => [("first", other), ("second", module)]) { Trace = lines.Add };
        var answer = resolver.Resolve(new CoreRelocation(0, record, "0:0", CoreRelocationKind.FieldByteOffset));
        Assert.Equal((12, null as string), (answer.Value, answer.MissingBecause));
        Assert.Equal(
            ["CO-RE FieldByteOffset of struct device.state: 2 candidates", "  [2] of first: struct device has no member state",
             "  [2] of second: struct device.state gives 12, compiled as 0"], lines);

        static byte[] Kernel()
        {
            var builder = new BtfBuilder();
            builder.AddInteger("int", 4, isSigned: true);
            return builder.ToArray();
        }
    }

    /// <summary>Split BTF with one struct; its strings follow the kernel's.</summary>
    private static byte[] Module(BtfTypes kernel, string member, int bitOffset)
    {
        var names = System.Text.Encoding.UTF8.GetBytes($"device\0{member}\0");
        var start = (uint)kernel.StringSection.Length;
        uint[] words = [0x0001eb9f, 24, 0, 24, 24, (uint)names.Length, start, 4u << 24 | 1, 64, start + 7, 1, (uint)bitOffset];
        return [.. words.SelectMany(BitConverter.GetBytes), .. names];
    }

    private static string Fails<T>(ObjectSpec spec)
        where T : BpfException
    {
        using var loaded = BpfObject.FromSpec(spec);
        return Assert.ThrowsAny<T>(() => loaded.Load()).Message;
    }
}
