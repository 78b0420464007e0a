// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Btf.Printing;

namespace BpfSharp.Tests.Objects;

public sealed partial class CPrinterTests : IDisposable
{
    private const string KernelPath = "/sys/kernel/btf/vmlinux";
    private const int Sample = 5000;
    private const string NamedInPlace = "@;";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("bpfsharp-c");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void Types_come_after_what_they_need_and_pointers_need_a_name_only()
    {
        var b = new BtfBuilder();
        var integer = b.AddInteger("int", 4, isSigned: true);
        var list = b.AddRecord("list", isUnion: false, 16);
        var alias = b.AddTypedef("item_t", b.AddRecord("item", isUnion: false, 24));
        b.SetMembers(list, [new("first", b.AddPointer(alias), 0, 0), new("f", b.AddPointer(b.AddPrototype(integer, [new("", b.AddPointer(list)), new("", 0)])), 64, 0)]);
        b.SetMembers(alias - 1, [new("in", list, 0, 0), new("n", b.AddArray(integer, integer, 2), 128, 0)]);
        Assert.Equal("""
            struct item;

            typedef struct item item_t;

            struct list;

            struct list {
            	item_t *first;
            	int (*f)(struct list *, ...);
            };

            struct item {
            	struct list in;
            	int n[2];
            };
            """, Print(b));
    }

    [Fact]
    public void Layouts_that_only_attributes_give_are_kept()
    {
        var b = new BtfBuilder();
        var integer = b.AddInteger("int", 4, isSigned: true);
        var wide = b.AddInteger("long long unsigned int", 8, isSigned: false);
        b.SetMembers(b.AddRecord("tight", false, 9), [new("a", integer, 0, 0), new("b", wide, 8, 0)]);
        b.SetMembers(b.AddRecord("loose", false, 32), [new("a", integer, 0, 0), new("b", wide, 128, 0)]);
        b.SetMembers(b.AddRecord("bits", false, 8), [new("a", integer, 0, 3), new("b", integer, 8, 4), new("c", integer, 32, 32)]);
        b.SetMembers(b.AddRecord("across", false, 8), [new("a", integer, 0, 20), new("b", integer, 20, 20)]);
        b.SetMembers(b.AddRecord("big", true, 64), [new("a", integer, 0, 0)]);
        Assert.Equal("""
            struct tight {
            	int a;
            	long long unsigned int b;
            } __attribute__((packed));

            struct loose {
            	int a;
            	long: 32;
            	long: 64;
            	long long unsigned int b;
            	long: 64;
            };

            struct bits {
            	int a: 3;
            	long: 5;
            	int b: 4;
            	int c: 32;
            };

            struct across {
            	int a: 20;
            	int b: 20;
            	long: 24;
            } __attribute__((packed));

            union big {
            	int a;
            } __attribute__((aligned(64)));
            """, Print(b));
    }

    [Fact]
    public void Same_names_become_flavours_and_foreign_numbers_get_a_typedef()
    {
        var b = new BtfBuilder();
        var byteType = b.AddInteger("__Poly8_t", 1, isSigned: false);
        b.SetMembers(b.AddRecord("twice", false, 1), [new("a", byteType, 0, 0)]);
        b.SetMembers(b.AddRecord("twice", false, 2), [new("a", b.AddArray(byteType, byteType, 2), 0, 0)]);
        b.AddEnum("", 4, false, [new("A", 1)]);
        b.AddEnum("e", 1, false, [new("A", 2)]);
        b.AddEnum("w", 8, true, [new("LOW", -5)]);
        b.AddForward("somewhere", isUnion: true);
        b.AddTypedef("__builtin_va_list", b.AddPointer(0));
        Assert.Equal("""
            typedef unsigned char __Poly8_t;

            struct twice {
            	__Poly8_t a;
            };

            struct twice___2 {
            	__Poly8_t a[2];
            };

            enum {
            	A = 1,
            };

            enum e {
            	A___2 = 2,
            } __attribute__((mode(byte)));

            enum w {
            	LOW = -5LL,
            } __attribute__((mode(word)));

            union somewhere;

            typedef void *__builtin_va_list___2;
            """, Print(b));
    }

    [Fact]
    public void Unnamed_members_of_a_named_record_are_written_out()
    {
        var b = new BtfBuilder();
        var integer = b.AddInteger("int", 4, isSigned: true);
        var part = b.AddRecord("part", false, 4);
        b.SetMembers(part, [new("a", integer, 0, 0)]);
        b.SetMembers(b.AddRecord("whole", false, 8), [new("", part, 0, 0), new("b", integer, 32, 0)]);
        Assert.EndsWith("struct whole {\n\tstruct {\n\t\tint a;\n\t};\n\tint b;\n};", Print(b), StringComparison.Ordinal);
    }

    [Fact]
    public void Kfuncs_are_declared_weak()
    {
        var b = new BtfBuilder();
        var integer = b.AddInteger("int", 4, isSigned: true);
        var task = b.AddRecord("task", false, 4);
        b.SetMembers(task, [new("pid", integer, 0, 0)]);
        var function = b.AddFunction("bpf_task_of", b.AddPrototype(b.AddPointer(task), [new("pid", integer)]), 1);
        b.AddDeclarationTag("bpf_kfunc", function);
        Assert.Contains("extern struct task *bpf_task_of(int pid) __weak __ksym;\n", Print(b), StringComparison.Ordinal);
    }

    [Fact]
    public void Types_that_c_cannot_express_are_refused()
    {
        var b = new BtfBuilder();
        var record = b.AddRecord("itself", isUnion: false, 8);
        b.SetMembers(record, [new("again", record, 0, 0)]);
        Assert.Contains("contains itself", Assert.Throws<FormatException>(() => Print(b)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_types_neither_hang_nor_take_all_memory()
    {
        var many = new BtfBuilder();
        var prototype = many.AddPointer(0);
        for (var i = 0; i < 200; i++)
        {
            prototype = many.AddPointer(many.AddPrototype(prototype, [.. Enumerable.Repeat(new BtfParameter("", prototype), 8)]));
        }

        many.AddTypedef("explodes", prototype);
        Assert.Throws<FormatException>(() => Print(many));

        var deep = new BtfBuilder();
        deep.AddTypedef("t0", deep.AddInteger("int", 4, true));
        for (var i = 1; i < 100_000; i++)
        {
            deep.AddTypedef("t" + i, (uint)deep.Count - 1);
        }

        Assert.Contains("typedef int t0;", Print(deep), StringComparison.Ordinal);
        var loop = new BtfBuilder();
        loop.AddTypedef("a", 2);
        loop.AddPointer(3);
        loop.AddModifier(BtfKind.Const, 2);
        Assert.Throws<FormatException>(() => Print(loop));
    }

    [SkippableFact]
    public void Declares_of_the_kernel_what_bpftool_declares()
    {
        Skip.IfNot(File.Exists(Commands.Bpftool), "bpftool is not installed");
        Skip.IfNot(File.Exists(KernelPath), "this kernel has no BTF");
        var theirs = Declarations(Commands.Run(Commands.Bpftool, "btf", "dump", "file", KernelPath, "format", "c").Output);
        var ours = Declarations(Print(BtfTypes.Parse(File.ReadAllBytes(KernelPath))));
        Assert.True(ours.Count > Sample, $"{ours.Count} declarations");

        // It names a record in place of an unnamed member, which standard C takes for no member at all; we write the record out.
        var named = theirs.FindAll(static d => d.Contains(NamedInPlace, StringComparison.Ordinal)).Select(HeadOf).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(theirs.RemoveAll(d => named.Contains(HeadOf(d))), ours.RemoveAll(d => named.Contains(HeadOf(d))));
        Assert.Equal(theirs, ours);
    }

    private static string HeadOf(string declaration) => declaration.Split('{')[0];

    // bpftool leaves the compiler's own va_list out, which is not the kernel's.
    // Compared without spaces, paddings, flavours and the sizes of enums, which bpftool before 7.2 does not print.
    private static List<string> Declarations(string header)
    {
        var text = header.Split("#ifndef BPF_NO_KFUNC_PROTOTYPES")[0].Split("#pragma clang attribute pop")[0];
        text = string.Join('\n', text.Split('\n').Where(static l => !l.StartsWith('#'))).TrimStart();
        text = Unnamed().Replace(text, NamedInPlace);
        text = Padding().Replace(Flavour().Replace(Mode().Replace(text, ""), ""), "");
        return [.. text.Split(";\n\n").Select(d => Space().Replace(d, "")).Where(d => d.Length > 0 && !Forward().IsMatch(d) && !d.Contains("__builtin_va_list[", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    [SkippableTheory]
    [InlineData(KernelPath)]
    [InlineData("5.10")]
    [InlineData("6.1")]
    [InlineData("6.12")]
    [InlineData("newest")]
    public void Compiled_by_clang_and_by_us_every_offset_is_the_kernels(string kernel)
    {
        Skip.IfNot(kernel != KernelPath || File.Exists(kernel), "this kernel has no BTF");
        Skip.IfNot(File.Exists(Commands.Clang), "clang is not installed");
        var types = kernel == KernelPath ? BtfTypes.Parse(File.ReadAllBytes(kernel)) : Support.KernelImages.TypesOf(kernel);
        var text = Print(types) + Assertions(types, out var records);
        Assert.True(records >= Sample, $"{records} records");
        Assert.Equal("", ClangErrors(text));
        var result = CCompiler.Compile(text, "layout.c", new CompileOptions { Dialect = Dialect.Libbpf }, new TargetDescription { KernelTypes = types });
        Assert.DoesNotContain(result.Diagnostics, d => d.Severity == Severity.Error);
    }

    [SkippableFact]
    public void Compiled_by_clang_bpftools_header_agrees_with_ours()
    {
        Skip.IfNot(File.Exists(Commands.Bpftool) && File.Exists(Commands.Clang), "bpftool or clang is not installed");
        Skip.IfNot(File.Exists(KernelPath), "this kernel has no BTF");
        var types = BtfTypes.Parse(File.ReadAllBytes(KernelPath));
        var theirs = Commands.Run(Commands.Bpftool, "btf", "dump", "file", KernelPath, "format", "c").Output;
        var assertions = Assertions(types, out var records);
        Assert.Equal("", ClangErrors(Print(types) + assertions));

        // Where old bpftool leaves out that an enum takes one byte, its records differ from the kernel's.
        var wrong = ClangErrors(theirs + assertions).Split('\n').Select(l => WrongRecord().Match(l).Groups[1].Value).Where(n => n.Length > 0).Distinct().Count();
        Assert.True(records - wrong >= Sample, $"{wrong} of {records} records differ");
    }

    /// <summary>Size and offsets of all records whose name is theirs alone.</summary>
    private static string Assertions(BtfTypes types, out int records)
    {
        var text = new StringBuilder();
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 1u; id < types.Count; id++)
        {
            if (types.Get(id) is { Kind: BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64, Name: { Length: > 0 } name })
            {
                names[name] = names.GetValueOrDefault(name) + 1;
            }
        }

        records = 0;
        for (var id = 1u; id < types.Count; id++)
        {
            var type = types.Get(id);
            if (type.Kind is BtfKind.Struct or BtfKind.Union && type.Name.Length > 0 && names[type.Name] == 1)
            {
                records++;
                var name = (type.Kind == BtfKind.Struct ? "struct " : "union ") + type.Name;
                text.Append($"_Static_assert(sizeof({name}) == {type.Size}, \"{type.Name}\");\n");
                AssertMembers(types, type, name, 0, text);
            }
        }

        return text.ToString();
    }

    private static void AssertMembers(BtfTypes types, BtfType record, string name, int start, StringBuilder text)
    {
        for (var i = 0; i < record.ItemCount; i++)
        {
            var member = record.Member(i);
            var at = start + member.BitOffset;
            if (member.Name.Length > 0 && member.BitSize == 0)
            {
                text.Append($"_Static_assert(__builtin_offsetof({name}, {member.Name}) == {at / 8}, \"{name}.{member.Name}\");\n");
            }
            else if (member.Name.Length == 0 && types.SkipModifiers(member.TypeId) is { Kind: BtfKind.Struct or BtfKind.Union } inner)
            {
                AssertMembers(types, inner, name, at, text);
            }
        }
    }

    private string ClangErrors(string text)
    {
        var path = Path.Combine(directory.FullName, "layout.c");
        File.WriteAllText(path, text);
        var (_, output) = Commands.Run(Commands.Clang, "-target", "bpf", "-fsyntax-only", "-Wno-everything", "-ferror-limit=0", path);
        return output;
    }

    private static string Print(BtfBuilder builder)
    {
        var text = Print(BtfTypes.Parse(builder.ToArray()));
        var from = text.IndexOf("#endif\n\n", StringComparison.Ordinal) + 8;
        return text[from..text.LastIndexOf("#ifndef BPF_NO_PRESERVE", StringComparison.Ordinal)].TrimEnd();
    }

    private static string Print(BtfTypes types)
    {
        using var writer = new StringWriter();
        CPrinter.Write(types, writer);
        return writer.ToString();
    }

    [GeneratedRegex(@"\n\s*(long|int|short|char): \d+;")]
    private static partial Regex Padding();

    [GeneratedRegex(@"(?<=\n\t+)(struct|union) \w+;")]
    private static partial Regex Unnamed();

    [GeneratedRegex(@"___\d+\b")]
    private static partial Regex Flavour();

    [GeneratedRegex(@" __attribute__\(\(mode\(\w+\)\)\)")]
    private static partial Regex Mode();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"^(struct|union)\w+$")]
    private static partial Regex Forward();

    [GeneratedRegex("\"(?:struct |union )?(\\w+)[.\"]")]
    private static partial Regex WrongRecord();
}
