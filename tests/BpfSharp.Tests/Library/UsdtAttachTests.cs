// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Objects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Library;

/// <summary>Programs attached to static probes of tests/matrix/core/usdt.c, as a program at a fixed address, one at any address, and a library.</summary>
[Collection("kernel objects")]
public sealed class UsdtAttachTests : IDisposable
{
    private const string Gcc = "/usr/bin/gcc";

    private const string Includes = """
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_tracing.h>
        #include <bpf/usdt.bpf.h>
        """;

    private const string Programs = """

        struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 16); __type(key, int); __type(value, long); } seen SEC(".maps");
        static __always_inline void keep(int slot, long value) { bpf_map_update_elem(&seen, &slot, &value, 0); }

        SEC("SECTION")
        int BPF_USDT(many, long a, int b, int c, int d, int e, unsigned f)
        {
            long last = 0;

            keep(0, a); keep(1, b); keep(2, c); keep(3, d); keep(4, e); keep(5, f);
            keep(7, bpf_usdt_arg_cnt(ctx));
            keep(8, bpf_usdt_cookie(ctx));
            keep(6, bpf_usdt_arg(ctx, 6, &last) ? -1 : last);
            return 0;
        }

        SEC("usdt")
        int BPF_USDT(twice, long a)
        {
            int slot = 9;
            long *sum = bpf_map_lookup_elem(&seen, &slot);

            if (sum)
                __sync_fetch_and_add(sum, a);
            return 0;
        }
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("bpfsharp").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [SkippableTheory]
    [InlineData("-no-pie", true)]
    [InlineData("-pie", true)]
    [InlineData("-no-pie", false)]
    [InlineData("-pie", false)]
    public void Arguments_are_read_wherever_they_lie(string kind, bool hasCookies)
    {
        using var traced = Start(Build(kind));
        using var loaded = Load(Ours("usdt"), hasCookies);
        var pid = traced.Pid;
        loaded.Program("many").AttachUsdt(traced.Path, "bpfsharp", "many", pid, cookie: 4711);
        Assert.Equal([3, -6, 77, -3, 3000, 3, 21, 7, 4711], Hit(traced, loaded, rounds: 3, count: 9));
    }

    [SkippableFact]
    public void Probes_of_libraries_are_hit_in_every_process()
    {
        var library = Path.Combine(directory, "libtraced.so");
        Compile("-shared", "-fPIC", "-DLIBRARY", "-o", library, Repository.PathOf("tests", "matrix", "core", "usdt.c"));
        var main = Path.Combine(directory, "main.c");
        File.WriteAllText(main, "#include <stdio.h>\n#include <unistd.h>\nvoid bpfsharp_rounds(void);\nint main(void) { printf(\"%d\\n\", getpid()); fflush(stdout); bpfsharp_rounds(); return 0; }\n");
        var program = Path.Combine(directory, "main");
        Compile("-o", program, main, library, "-Wl,-rpath," + directory);
        using var traced = Start(program);
        foreach (var hasCookies in (bool[])[true, false])
        {
            using var loaded = Load(Ours("usdt"), hasCookies);
            if (!hasCookies)
            {
                var refused = Assert.Throws<BpfException>(() => loaded.Program("many").AttachUsdt(library, "bpfsharp", "many"));
                Assert.Contains("give its id", refused.Message, StringComparison.Ordinal);
            }

            loaded.Program("many").AttachUsdt(library, "bpfsharp", "many", hasCookies ? -1 : traced.Pid);
            Assert.Equal(hasCookies ? 1 : 2, Hit(traced, loaded, rounds: 1, count: 1)[0]);
        }
    }

    [SkippableFact]
    public void A_probe_in_two_places_reads_each_ones_arguments()
    {
        using var traced = Start(Build("-pie"));
        using var loaded = Load(Ours("usdt"), hasCookies: true);
        using (loaded.Program("twice").AttachUsdt(traced.Path, "bpfsharp", "twice"))
        {
            Assert.Equal(1 + 101 + 2 + 102, Hit(traced, loaded, rounds: 2, count: 10)[9]);
        }

        Assert.Equal(1 + 101 + 2 + 102, Hit(traced, loaded, rounds: 1, count: 10)[9]);
        loaded.Program("twice").AttachUsdt(traced.Path, "bpfsharp", "twice");
        Assert.Equal(1 + 101 + 2 + 102 + 4 + 104, Hit(traced, loaded, rounds: 1, count: 10)[9]);
    }

    [SkippableFact]
    public void Sections_say_where_and_semaphores_are_raised_meanwhile()
    {
        using var traced = Start(Build("-no-pie"));
        Assert.Equal("0", traced.Round());
        using (var loaded = Load(Ours($"usdt/{traced.Path}:bpfsharp:many"), hasCookies: true))
        {
            Assert.Equal($"USDT {traced.Path}:bpfsharp:many", Assert.Single(loaded.AttachAll()).Description);
            Assert.Equal("1", traced.Round());
        }

        Assert.Equal("0", traced.Round());
    }

    [SkippableFact]
    public void Objects_of_clang_read_the_same()
    {
        using var traced = Start(Build("-pie"));
        var elf = ClangObject.Compile("#include <stdbool.h>\n#include <linux/ptrace.h>\n" + Includes[Includes.IndexOf("#include <bpf/bpf_tracing.h>", StringComparison.Ordinal)..] + Programs.Replace("SECTION", "usdt", StringComparison.Ordinal),
            "-D__TARGET_ARCH_x86");
        using var loaded = Load(ElfReader.Read(elf, "clang"), hasCookies: true);
        if (!File.ReadAllText("/usr/include/bpf/usdt.bpf.h").Contains("idx_reg_off", StringComparison.Ordinal))
        {
            var refused = Assert.Throws<BpfException>(() => loaded.Program("many").AttachUsdt(traced.Path, "bpfsharp", "many"));
            Assert.Contains("libbpf 1.7", refused.Message, StringComparison.Ordinal);
            loaded.Program("twice").AttachUsdt(traced.Path, "bpfsharp", "twice");
            Assert.Equal(1 + 101 + 2 + 102, Hit(traced, loaded, rounds: 2, count: 10)[9]);
            return;
        }

        loaded.Program("many").AttachUsdt(traced.Path, "bpfsharp", "many", traced.Pid, cookie: 4711);
        Assert.Equal([3, -6, 77, -3, 3000, 3, 21, 7, 4711], Hit(traced, loaded, rounds: 3, count: 9));
    }

    [SkippableFact]
    public void What_cannot_be_attached_is_told()
    {
        using var traced = Start(Build("-no-pie"));
        using var loaded = Load(Ours("usdt"), hasCookies: true);
        var program = loaded.Program("many");
        Assert.Contains("it has bpfsharp:many, bpfsharp:twice", Assert.Throws<BpfException>(() => program.AttachUsdt(traced.Path, "bpfsharp", "gone")).Message, StringComparison.Ordinal);
        Assert.Contains(".note.stapsdt", Assert.Throws<BpfException>(() => program.AttachUsdt(Environment.ProcessPath!, "a", "b")).Message, StringComparison.Ordinal);
        Assert.Contains("does not say to what", Assert.Throws<BpfException>(() => program.Attach()).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Programs_that_do_not_ask_for_arguments_need_no_maps()
    {
        using var traced = Start(Build("-no-pie"));
        using var loaded = Load(Compile($$"""
            #include <bpf/bpf_helpers.h>
            char L[] SEC("license") = "GPL";
            int hits;
            SEC("usdt/{{traced.Path}}:bpfsharp:many") int p(void *ctx) { return __sync_fetch_and_add(&hits, 1) & 0; }
            """), hasCookies: true);
        loaded.AttachAll();
        traced.Round();
        Assert.Equal(1, loaded.GetVariable<int>("hits"));
    }

    [SkippableFact]
    public void Texts_of_BCC_read_the_arguments_they_were_compiled_for()
    {
        using var traced = Start(Build("-pie"));
        const string Text = """
            BPF_HASH(seen, int, long);
            int on_many(struct pt_regs *ctx)
            {
                long a = 0; int b = 0, d = 0, e = 0, g = 0; char c = 0;
                bpf_usdt_readarg(1, ctx, &a);
                bpf_usdt_readarg(2, ctx, &b);
                bpf_usdt_readarg(3, ctx, &c);
                bpf_usdt_readarg(4, ctx, &d);
                bpf_usdt_readarg(5, ctx, &e);
                bpf_usdt_readarg(7, ctx, &g);
                int slot = 100;
                long sum = a + 10 * (b + c + d) + e + g;
                seen.update(&slot, &sum);
                return 0;
            }
            int on_twice(struct pt_regs *ctx)
            {
                long a = 0;
                int slot = 200;
                bpf_usdt_readarg(1, ctx, &a);
                seen.increment(slot, a);
                return 0;
            }
            """;
        var run = Cli.Trace(["run", "-e", Text, "--usdt", $"on_many={traced.Path}:bpfsharp:many", "--usdt", $"on_twice={traced.Path}:bpfsharp:twice"], () =>
        {
            traced.Round();
            traced.Round();
        });
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"100: {2 + 10 * (-4 + 77 - 2) + 2000 + 14}", run.Output, StringComparison.Ordinal);
        Assert.Contains($"200: {1 + 101 + 2 + 102}", run.Output, StringComparison.Ordinal);
        Assert.Contains("FUNCTION=PATH", Cli.Run("run", "-e", Text, "--usdt", "on_many").Error, StringComparison.Ordinal);
    }

    private static long[] Hit(Traced traced, BpfObject loaded, int rounds, int count)
    {
        for (var i = 0; i < rounds; i++)
        {
            traced.Round();
        }

        var seen = loaded.Map("seen").AsArray<long>();
        return [.. Enumerable.Range(0, count).Select(slot => seen[slot])];
    }

    private static ObjectSpec Ours(string section) =>
        Compile(Includes + "\nchar LICENSE[] SEC(\"license\") = \"GPL\";" + Programs.Replace("SECTION", section, StringComparison.Ordinal));

    private static ObjectSpec Compile(string text)
    {
        using var target = KernelTarget.Running();
        var options = new CompileOptions { Dialect = BpfSharp.Compiler.Dialect.Libbpf, RecordRelocations = true };
        var result = CCompiler.Compile("#include \"vmlinux.h\"\n" + text, "usdt.bpf.c", options, target.DescriptionFor(3));
        Assert.Empty(result.Diagnostics);
        return ElfReader.Read(ElfWriter.Write(result.Object!), "usdt");
    }

    private static BpfObject Load(ObjectSpec spec, bool hasCookies)
    {
        var loaded = BpfObject.FromSpec(spec);
        loaded.Load(hasCookies ? null : new LoadOptions { Features = KernelFeatures.Without(KernelFeature.Cookies) });
        return loaded;
    }

    private string Build(string kind)
    {
        var program = Path.Combine(directory, "traced" + kind);
        Compile(kind, kind == "-pie" ? "-fPIE" : "-fno-pie", "-o", program, Repository.PathOf("tests", "matrix", "core", "usdt.c"));
        return program;
    }

    private static void Compile(params string[] arguments)
    {
        Needs.Kernel(5, 15);
        Skip.IfNot(File.Exists(Gcc), "gcc is not installed");
        Skip.IfNot(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "the traced program is x86-64's");
        var (code, output) = Commands.Run(Gcc, ["-O1", .. arguments]);
        Assert.True(code == 0, output);
    }

    private static Traced Start(string path) => new(path);

    private sealed class Traced : IDisposable
    {
        private readonly Process process;

        public Traced(string path)
        {
            Path = path;
            process = Process.Start(new ProcessStartInfo(path) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            Pid = int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        }

        public string Path { get; }
        public int Pid { get; }

        /// <summary>Has it hit its probes once; what it says of its semaphore.</summary>
        public string Round()
        {
            process.StandardInput.Write('x');
            process.StandardInput.Flush();
            return process.StandardOutput.ReadLine()!;
        }

        public void Dispose()
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
