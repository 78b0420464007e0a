// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;
using Kind = BpfSharp.Compiler.Dialect;

namespace BpfSharp.Tests.Compiler.Dialects;

/// <summary>What objects of libbpf's dialect may leave to other objects, to loaders, and to the rest of the text.</summary>
public class LibbpfObjectTests
{
    private const string Sec = "#define SEC(name) __attribute__((section(name), used))\n";

    [Fact]
    public void Functions_of_other_objects_are_left_to_the_linker()
    {
        var spec = Compile(Sec + "int counted(int by); extern int maybe(int) __attribute__((weak)); SEC(\"xdp\") int f(void *ctx) { return counted(3) + maybe(1); }");
        Assert.Equal(["counted", "maybe"], spec.LinkedExternals.Order());
        Assert.Equal(["maybe"], spec.WeakExternals);
        var object1 = ElfWriter.Write(spec);
        var read = ElfReader.Read(object1, "f.o");
        Assert.Equal(["counted", "maybe"], read.Programs[0].Relocations.Select(r => r.Target));
    }

    [Fact]
    public void Functions_nobody_calls_any_more_leave_no_trace()
    {
        var spec = Compile(Sec + "void never(void) __attribute__((error(\"too long\"))); SEC(\"xdp\") int f(void *ctx) { if (sizeof(int) > 8) never(); return 0; }");
        Assert.Empty(spec.LinkedExternals);
        Assert.Empty(spec.Programs[0].Relocations);
    }

    [Fact]
    public void Weak_definitions_stay_weak_and_objects_without_a_licence_have_no_section_for_it()
    {
        var spec = Compile(Sec + """
            __attribute__((weak)) int total = 1;
            struct { int (*type)[2]; int (*max_entries)[8]; int *key; int *value; } places __attribute__((weak, section(".maps"), used));
            __attribute__((weak, noinline)) int bump(int by) { return total += by; }
            int strong(int by) { return bump(by); }
            """);
        Assert.Equal(["bump", "places", "total"], spec.WeakDefinitions.Order());
        var file = new ElfFile(ElfWriter.Write(spec), "weak.o");
        Assert.Null(file.Find("license"));
        Assert.Equal(["bump", "places", "total"], file.Symbols.Where(static s => s.Binding == ElfBinding.Weak).Select(static s => s.Name).Order());
        Assert.Equal(["bump", "places", "total"], ElfReader.Read(ElfWriter.Write(spec), "weak.o").WeakDefinitions.Order());
    }

    [Fact]
    public void Static_locals_of_one_name_are_told_apart_in_the_types()
    {
        var spec = Compile(Sec + "int f(int a) { { static int n; n += a; } { static int n; n -= a; } return a; }");
        var types = BpfSharp.Objects.Btf.BtfTypes.Parse(spec.Btf);
        var names = Enumerable.Range(1, types.Count - 1).Select(i => types.Get((uint)i)).Where(static t => t.Kind == BpfSharp.Objects.Btf.BtfKind.Variable).Select(static t => t.Name).ToList();
        Assert.Equal(2, names.Count);
        Assert.Distinct(names);
    }

    [Fact]
    public void Asserts_that_fail_are_reported()
    {
        var result = CompileText(Sec + "void never(void) __attribute__((error(\"too long\"))); SEC(\"xdp\") int f(void *ctx) { if (sizeof(int) < 8) never(); return 0; }");
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("BS0520", diagnostic.Descriptor.Id);
        Assert.Contains("too long", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_types_of_maps_may_follow_them()
    {
        var spec = Compile(Sec + """
            struct { int (*type)[1]; int (*max_entries)[8]; struct where *key; struct what *value; } places SEC(".maps");
            struct where { long a, b; };
            struct what { char text[5]; };
            SEC("xdp") int f(void *ctx) { return 0; }
            """);
        var map = Assert.Single(spec.Maps);
        Assert.Equal((16, 5), (map.KeySize, map.ValueSize));
        Assert.NotEqual(0u, map.KeyTypeId);
    }

    [Fact]
    public void Sizes_of_maps_may_exceed_any_object()
    {
        var spec = Compile(Sec + "struct { int (*type)[1]; int (*max_entries)[4294967295]; int *key; int *value; } places SEC(\".maps\"); SEC(\"xdp\") int f(void *ctx) { return 0; }");
        Assert.Equal(uint.MaxValue, Assert.Single(spec.Maps).MaxEntries);
    }

    [Fact]
    public void Replacements_of_functions_have_the_parameters_written()
    {
        var spec = Compile(Sec + "SEC(\"freplace/g\") int f(void *ctx, int a, int b) { return a + b; }");
        Assert.Contains(spec.Programs[0].Instructions, i => i.Source == BpfSharp.Isa.Register.R3 || i.Destination == BpfSharp.Isa.Register.R3);
    }

    [Fact]
    public void The_dialect_may_be_known_by_a_header_of_the_program()
    {
        var folder = Directory.CreateTempSubdirectory("dialect").FullName;
        File.WriteAllText(Path.Combine(folder, "own.h"), Sec);
        Assert.Equal(Kind.Libbpf, DialectFactory.Detect(Kind.Auto, "#include \"own.h\"\nint f(void *ctx) { return 0; }", Path.Combine(folder, "f.c")));
        Assert.Equal(Kind.Libbpf, DialectFactory.Detect(Kind.Auto, "# include <own.h>\nint f(void *ctx) { return 0; }", "f.c", [folder]));
        Assert.Equal(Kind.Bcc, DialectFactory.Detect(Kind.Auto, "#include <linux/sched.h>\nint f(void *ctx) { return 0; }", "f.c", [folder]));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Maps_may_hold_maps_and_programs_from_the_start()
    {
        var spec = Read(Compile(Sec + """
            struct inner { int (*type)[2]; int (*max_entries)[1]; int *key; int *value; };
            struct inner one SEC(".maps"), two SEC(".maps");
            struct { int (*type)[12]; int (*max_entries)[4]; int *key; struct inner *values[]; } outer SEC(".maps") = { .values = { (void *)&one, 0, &two } };
            int first(void *ctx), second(void *ctx);
            struct { int (*type)[3]; int (*max_entries)[2]; int (*key_size)[4]; int (*values[])(void *); } jumps SEC(".maps") = { .values = { [1] = first, [0] = (void *)&second } };
            SEC("socket") int first(void *ctx) { return 1; }
            SEC("socket") int second(void *ctx) { return 2; }
            """));
        Assert.Equal([new MapSlot(0, "one"), new MapSlot(2, "two")], spec.Maps.Single(m => m.Name == "outer").Slots.OrderBy(s => s.Index));
        Assert.Equal([new MapSlot(0, "second"), new MapSlot(1, "first")], spec.Maps.Single(m => m.Name == "jumps").Slots.OrderBy(s => s.Index));
    }

    [Fact]
    public void Structs_of_callbacks_name_their_programs()
    {
        var spec = Read(Compile(Sec + """
            struct operations { int (*open)(void *); int flags; int (*close)(void *); };
            SEC("struct_ops/open") int open(void *ctx) { return 1; }
            SEC("struct_ops/close") int close(void *ctx) { return 2; }
            SEC(".struct_ops.link") struct operations ours = { .open = open, .flags = 7, .close = (void *)close };
            SEC("?.struct_ops") struct operations other = { .close = (void *)close };
            """));
        var ours = spec.Maps.Single(m => m.Name == "ours");
        Assert.Equal((MapType.StructOps, 24, true, true), (ours.Type, ours.ValueSize, ours.StructOps!.IsLink, ours.AutoCreate));
        Assert.Equal([(0, "open"), (16, "close")], ours.StructOps.Callbacks.Order());
        Assert.Equal(7, ours.InitialContents[8]);
        var other = spec.Maps.Single(m => m.Name == "other");
        Assert.Equal((false, false, (16, "close")), (other.StructOps!.IsLink, other.AutoCreate, Assert.Single(other.StructOps.Callbacks)));
    }

    private static ObjectSpec Read(ObjectSpec spec) => ElfReader.Read(ElfWriter.Write(spec), "test.o");

    private static ObjectSpec Compile(string text)
    {
        var result = CompileText(text);
        Assert.Empty(result.Diagnostics);
        return result.Object!;
    }

    private static CompileResult CompileText(string text) =>
        CCompiler.Compile(text, "test.c", new CompileOptions { Dialect = Kind.Libbpf }, new TargetDescription());
}
