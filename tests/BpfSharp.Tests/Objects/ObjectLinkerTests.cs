// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Elf;
using BpfSharp.Objects.Linking;

namespace BpfSharp.Tests.Objects;

public sealed class ObjectLinkerTests : IDisposable
{
    private const string Common = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        struct node { int v; struct node *n; };
        char LICENSE[] SEC("license") = "GPL";
        #define MAP struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, int); __type(value, struct node); }

        """;

    private const string First = Common + """
        MAP shared SEC(".maps");
        extern int helper_b(int x);
        __weak int which(void) { return 1; }
        extern int counter;
        int own = 5;
        const volatile int cfg = 3;
        static __noinline int loc(int x) { return x + own; }
        SEC("xdp") int prog_a(void *ctx) { int k = 0; struct node *n = bpf_map_lookup_elem(&shared, &k); return helper_b(n ? n->v : 1) + which() + counter + loc(cfg); }
        """;

    private const string Second = Common + """
        extern MAP shared SEC(".maps");
        int other = 1, counter = 7;
        const volatile int factor = 3;
        static __noinline int loc(int x) { return x * factor; }
        int helper_b(int x) { int k = 1; struct node *n = bpf_map_lookup_elem(&shared, &k); return loc(x) + (n ? n->v : 0); }
        int which(void) { return 2; }
        SEC("tc") int prog_b(void *ctx) { return helper_b(4) + other; }
        """;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("bpfsharp-link");

    public void Dispose() => directory.Delete(recursive: true);

    [SkippableFact]
    public void Linked_objects_load_and_compute_what_bpftools_linker_makes_of_them()
    {
        var inputs = new[] { Compile("a", First), Compile("b", Second) };
        var ours = Link(inputs);
        var theirs = Path.Combine(directory.FullName, "theirs.o");
        Skip.IfNot(File.Exists(Commands.Bpftool), "bpftool is not installed");
        var (code, output) = Commands.Run(Commands.Bpftool, ["gen", "object", theirs, .. inputs]);
        Assert.True(code == 0, output);

        // helper_b(1)=3, which()=2, counter=7, loc(3)=8; helper_b(4)=12, other=1.
        Assert.Equal([20, 13], Results(File.ReadAllBytes(theirs)));
        Assert.Equal([20, 13], Results(ours));
        Assert.Equal(Shape(File.ReadAllBytes(theirs)), Shape(ours));
    }

    [SkippableFact]
    public void Linked_objects_are_loaded_by_us()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "loading programs needs root");
        var elf = Link([Compile("a", First), Compile("b", Second)]);
        using var bpf = BpfObject.FromSpec(ElfReader.Read(elf, "linked"));
        bpf.Load();
        Assert.Equal(20u, bpf.Programs.First(p => p.Name == "prog_a").TestRun(new byte[64]).ReturnValue);
        Assert.Equal(13u, bpf.Programs.First(p => p.Name == "prog_b").TestRun(new byte[64]).ReturnValue);
    }

    [SkippableFact]
    public void Types_and_lines_follow_the_code()
    {
        var elf = Link([Compile("a", First), Compile("b", Second)]);
        var types = BtfFile.Read(elf, "linked");
        Assert.Single(Enumerable.Range(1, types.Count - 1), id => types.Get((uint)id) is { Kind: BtfKind.Struct, Name: "node" });
        Assert.DoesNotContain(Enumerable.Range(1, types.Count - 1), id => types.Get((uint)id) is { Kind: BtfKind.Function or BtfKind.Variable, Linkage: 2 });
        var data = types.Get(types.Find(BtfKind.DataSection, ".data"));
        var bss = types.Find(BtfKind.DataSection, ".rodata");
        Assert.Equal(2, types.Get(bss).ItemCount);
        Assert.Equal(["counter", "other", "own"],
            Enumerable.Range(0, data.ItemCount).Select(i => types.Get(data.SectionVariable(i).TypeId).Name).Order(StringComparer.Ordinal));
        Assert.Equal(data.ItemCount, Enumerable.Range(0, data.ItemCount).Select(i => data.SectionVariable(i).Offset).Distinct().Count());
        var spec = ElfReader.Read(elf, "linked");
        var helper = spec.Subprograms.First(s => s.Name == "helper_b");
        Assert.Equal("helper_b", types.Get(helper.FunctionTypeId).Name);
        Assert.Contains("int helper_b(int x)", helper.Lines[0].Text, StringComparison.Ordinal);
        Assert.Equal(2, spec.Subprograms.Count(s => s.Name.StartsWith("loc", StringComparison.Ordinal)));
        Assert.Single(spec.Subprograms, s => s.Name == "which");
    }

    [SkippableFact]
    public void Core_relocations_keep_type_and_path()
    {
        const string Text = """
            struct task_struct { int pid; struct task_struct *parent; } __attribute__((preserve_access_index));
            SEC("raw_tp/sched_switch") int NAME(unsigned long long *ctx) { struct task_struct *t = (void *)ctx[1]; return __builtin_preserve_field_info(t->MEMBER, 0); }
            """;
        var a = Compile("a", Common + Text.Replace("NAME", "one", StringComparison.Ordinal).Replace("MEMBER", "pid", StringComparison.Ordinal));
        var b = Compile("b", Common + "struct extra { long x; } extra = { 1 };\n"
            + Text.Replace("NAME", "two", StringComparison.Ordinal).Replace("MEMBER", "parent", StringComparison.Ordinal));
        var spec = ElfReader.Read(Link([a, b]), "linked");
        var types = BtfTypes.Parse(spec.Btf);
        Assert.Equal(["one 0:0 task_struct", "two 0:1 task_struct"], spec.Programs.Select(p =>
            $"{p.Name} {p.CoreRelocations.Single().AccessPath} {types.Get(p.CoreRelocations.Single().TypeId).Name}"));
    }

    [SkippableTheory]
    [InlineData("int f(void) { return 1; }", "int f(void) { return 2; }", "'f' is defined both in a.o and in b.o")]
    [InlineData("extern long v; SEC(\"tc\") int p(void *c) { return v; }", "int v = 1;", "'v' is 'long' in a.o, but 'int' in b.o")]
    [InlineData("extern int f(int x); SEC(\"tc\") int p(void *c) { return f(1); }", "int f(long x, int y) { return x; }", "'f' is 'int (int)' in a.o, but 'int (long, int)' in b.o")]
    [InlineData("extern MAP m SEC(\".maps\"); SEC(\"tc\") int p(void *c) { return !bpf_map_lookup_elem(&m, c); }",
        "struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 9); __type(key, int); __type(value, struct node); } m SEC(\".maps\");",
        "'m' is a map with max_entries 8 in a.o, but one with max_entries 9 in b.o")]
    [InlineData("extern MAP m SEC(\".maps\"); SEC(\"tc\") int p(void *c) { return !bpf_map_lookup_elem(&m, c); }",
        "struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, int); __type(value, long[2]); } m SEC(\".maps\");",
        "'m' is a map whose value is 'struct node' in a.o, but one where it is 'long [2]' in b.o")]
    public void Contradictions_name_both_objects(string first, string second, string expected)
    {
        var inputs = new[] { Compile("a", Common + first), Compile("b", Common + second) };
        var fault = Assert.Throws<ObjectFormatException>(() => Link(inputs));
        Assert.Equal("link: " + expected, fault.Message.Replace(directory.FullName + "/", "", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Differing_licences_are_refused()
    {
        var inputs = new[] { Compile("a", Common), Compile("b", Common.Replace("\"GPL\"", "\"MIT\"", StringComparison.Ordinal)) };
        Assert.Contains("section 'license' is \"MIT\" in", Assert.Throws<ObjectFormatException>(() => Link(inputs)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Externs_nobody_defines_stay_for_the_loader_and_weak_ones_give_way()
    {
        var a = Compile("a", Common + "extern int later __ksym; extern int missing(int x); __weak int w = 1; SEC(\"tc\") int p(void *c) { return missing(w) + (long)&later; }");
        var b = Compile("b", Common + "__weak int w = 2; SEC(\"xdp\") int q(void *c) { return w; }");
        var elf = Link([a, b]);
        var symbols = new ElfFile(elf, "linked").Symbols;
        Assert.Equal(["later", "missing"], symbols.Where(s => s.Section == 0 && s.Name.Length > 0).Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.Single(symbols, s => s.Name == "w");
        var types = BtfFile.Read(elf, "linked");
        Assert.Equal(1, types.Get(types.Find(BtfKind.DataSection, ".data")).ItemCount);
    }

    [Fact]
    public void What_our_compiler_writes_links_with_itself()
    {
        var one = SampleObject.Create();
        var two = new ObjectSpec { Name = "two", License = "GPL" };
        two.Maps.Add(new MapSpec { Name = "mine", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 });
        var linked = ElfReader.Read(ObjectLinker.Link([new("one.o", ElfWriter.Write(one)), new("two.o", ElfWriter.Write(two))]), "linked");
        Assert.Equal(["counts", "events", "mine"], linked.Maps.Where(m => !m.Name.StartsWith('.')).Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.Equal(one.Programs[0].Instructions.Length, linked.Programs[0].Instructions.Length);
        Assert.Equal(one.Programs[1].Relocations, linked.Programs[1].Relocations);
        Assert.Equal("GPL", linked.License);
    }

    [Fact]
    public void Damaged_objects_are_errors_that_name_the_object()
    {
        var elf = ElfWriter.Write(SampleObject.Create());
        for (var at = 0; at < elf.Length; at += 7)
        {
            var bad = elf.ToArray();
            bad[at] ^= 0xff;
            try
            {
                ObjectLinker.Link([new("good.o", elf), new("bad.o", bad)]);
            }
            catch (ObjectFormatException fault)
            {
                Assert.Contains("bad.o", fault.Message, StringComparison.Ordinal);
            }
        }
    }

    private string Compile(string name, string text)
    {
        Skip.IfNot(File.Exists(Commands.Clang) && File.Exists("/usr/include/bpf/bpf_helpers.h"), "clang or libbpf's headers are not installed");
        var path = Path.Combine(directory.FullName, name);
        File.WriteAllText(path + ".c", text);
        var (code, output) = Commands.Run(Commands.Clang, "-target", "bpf", "-g", "-O2", "-I/usr/include/x86_64-linux-gnu", "-c", path + ".c", "-o", path + ".o");
        Assert.True(code == 0, output);
        return path + ".o";
    }

    private static byte[] Link(IEnumerable<string> paths) => ObjectLinker.Link([.. paths.Select(p => new LinkInput(p, File.ReadAllBytes(p)))]);

    /// <summary>What prog_a and prog_b return, loaded by libbpf.</summary>
    private int[] Results(byte[] elf)
    {
        var input = Path.Combine(directory.FullName, "packet");
        File.WriteAllBytes(input, new byte[64]);
        var results = new List<int>();
        Commands.Load(directory.FullName, elf, pins =>
        {
            foreach (var program in (string[])["prog_a", "prog_b"])
            {
                var (code, output) = Commands.Run(Commands.Bpftool, "-j", "prog", "run", "pinned", $"{pins}/{program}", "data_in", input);
                Assert.True(code == 0, output);
                using var json = System.Text.Json.JsonDocument.Parse(output);
                results.Add(json.RootElement.GetProperty("retval").GetInt32());
            }
        });
        return [.. results];
    }

    /// <summary>Global symbols with section and place, and the sizes of sections.</summary>
    private static string Shape(byte[] elf)
    {
        var file = new ElfFile(elf, "shape");
        var text = new StringBuilder();
        foreach (var symbol in file.Symbols.Where(s => s.Binding != ElfBinding.Local).OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            text.AppendLine($"{symbol.Name} {symbol.Type} {symbol.Binding} {(symbol.Section == 0 ? "-" : file.Sections[symbol.Section].Name)} {symbol.Value} {symbol.Size}");
        }

        foreach (var section in file.Sections.Where(s => (s.Flags & ElfSectionFlags.Alloc) != 0 && s.Size > 0).OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            text.AppendLine($"{section.Name} {section.Size}");
        }

        return text.ToString();
    }
}
