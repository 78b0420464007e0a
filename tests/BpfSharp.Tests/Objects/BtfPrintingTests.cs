// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Btf.Printing;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Objects;

/// <summary>The list and the JSON of types, against bpftool's.</summary>
public sealed class BtfPrintingTests : IDisposable
{
    private const string KernelPath = "/sys/kernel/btf/vmlinux";
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("bpfsharp-btf");

    public void Dispose() => directory.Delete(recursive: true);

    [SkippableFact]
    public void Lists_every_kind_as_bpftool_does()
    {
        Skip.IfNot(File.Exists(Commands.Bpftool), "bpftool is not installed");
        var path = Path.Combine(directory.FullName, "sample.btf");
        File.WriteAllBytes(path, BtfTypesTests.Sample());
        Assert.Equal(Commands.Run(Commands.Bpftool, "btf", "dump", "file", path).Output, Listing(BtfTypes.Parse(BtfTypesTests.Sample())));
    }

    [SkippableFact]
    public void What_is_loaded_is_listed_by_its_id()
    {
        Library.Needs.Kernel(5, 2);
        using var loaded = BpfObject.FromSpec(SampleObject.Create());
        loaded.Load();
        var id = loaded.Program("on_switch").GetInfo().BtfId;
        var listing = Cli.Run("btf", "dump", "id", $"{id}");
        Assert.True(listing.ExitCode == 0, listing.Error);
        Assert.Contains("FUNC 'on_switch'", listing.Output, StringComparison.Ordinal);
        Assert.Equal(listing.Output, Cli.Run("btf", "dump", "map", "id", $"{loaded.Map("counts").Id}").Output);
        var ofProgram = KernelObjects.ListPrograms().First(p => KernelObjects.TypesOfProgram(p) == id);
        Assert.Equal(listing.Output, Cli.Run("btf", "dump", "prog", "id", $"{ofProgram}").Output);
        if (File.Exists(Commands.Bpftool))
        {
            // Behind the types it asks the kernel for what came with Linux 5.11, and remarks that it did not get it.
            Assert.Equal(Commands.OutputOf(Commands.Bpftool, "btf", "dump", "id", $"{id}"), listing.Output);
        }

        var missing = Cli.Run("btf", "dump", "id", "4000000000");
        Assert.NotEqual(0, missing.ExitCode);
        Assert.Contains("no BTF has this id", missing.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Lists_the_kernel_as_bpftool_does()
    {
        Skip.IfNot(File.Exists(Commands.Bpftool), "bpftool is not installed");
        Skip.IfNot(File.Exists(KernelPath), "this kernel has no BTF");
        var theirs = Commands.Run(Commands.Bpftool, "btf", "dump", "file", KernelPath).Output;
        Assert.True(theirs == Listing(BtfTypes.Parse(File.ReadAllBytes(KernelPath))), "the lists differ");
    }

    [SkippableFact]
    public void Json_of_the_kernel_says_what_bpftools_says()
    {
        Skip.IfNot(File.Exists(Commands.Bpftool), "bpftool is not installed");
        Skip.IfNot(File.Exists(KernelPath), "this kernel has no BTF");
        using var theirs = JsonDocument.Parse(Commands.Run(Commands.Bpftool, "-j", "btf", "dump", "file", KernelPath).Output);
        using var ours = JsonDocument.Parse(Json(BtfTypes.Parse(File.ReadAllBytes(KernelPath))));
        var (left, right) = (theirs.RootElement.GetProperty("types"), ours.RootElement.GetProperty("types"));
        Assert.Equal(left.GetArrayLength(), right.GetArrayLength());
        foreach (var (a, b) in left.EnumerateArray().Zip(right.EnumerateArray()))
        {
            // Old bpftool extends the sign of unsigned enumerators, so values are compared by their lower half.
            Assert.Equal(Flat(a), Flat(b));
        }

        static string Flat(JsonElement type) => string.Join(' ', type.EnumerateObject().Select(p => p.NameEquals("values")
            ? string.Join(' ', p.Value.EnumerateArray().Select(v => $"{v.GetProperty("name")}={LowerHalf(v.GetProperty("val").GetRawText())}"))
            : p.ToString()));

        static uint LowerHalf(string number) => (uint)(Int128.Parse(number, System.Globalization.CultureInfo.InvariantCulture) & uint.MaxValue);
    }

    [Fact]
    public void Json_has_wide_and_negative_enumerators_as_numbers()
    {
        var b = new BtfBuilder();
        b.AddEnum("wide", 8, isSigned: false, [new("TOP", -1)]);
        b.AddEnum("signed_wide", 8, isSigned: true, [new("LOW", long.MinValue)]);
        b.AddEnum("plain", 4, isSigned: false, [new("ALL", 0xffffffff)]);
        var json = Json(BtfTypes.Parse(b.ToArray()));
        Assert.Contains("""{"name":"TOP","val":18446744073709551615}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"name":"LOW","val":-9223372036854775808}""", json, StringComparison.Ordinal);
        Assert.Contains("""{"name":"ALL","val":4294967295}""", json, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Reads_big_endian_types_as_it_reads_little_endian_ones()
    {
        Skip.IfNot(File.Exists(Commands.Clang), "clang is not installed");
        var source = Path.Combine(directory.FullName, "both.c");
        File.WriteAllText(source, """
            enum wide { BIG = 0x1234567890 } w;
            struct s { int a : 3; long b; char *c[4]; struct s *(*f)(struct s *, ...); } __attribute__((btf_decl_tag("note"))) x = { 1 };
            const volatile float ratio = 1;
            __attribute__((section("xdp"))) int prog(void *ctx) { return x.b + w; }
            """);
        var lists = new List<string>();
        foreach (var order in (string[])["bpfel", "bpfeb"])
        {
            var path = Path.Combine(directory.FullName, order + ".o");
            var (code, output) = Commands.Run(Commands.Clang, "-target", order, "-g", "-O2", "-c", source, "-o", path);
            Assert.True(code == 0, output);
            lists.Add(Listing(BtfFile.Read(File.ReadAllBytes(path), order)));
        }

        Assert.Contains("'note'", lists[0], StringComparison.Ordinal);
        Assert.Equal(lists[0], lists[1]);
    }

    [Fact]
    public void Big_endian_bytes_cut_anywhere_give_a_format_exception()
    {
        var bytes = Swapped(BtfTypesTests.Sample());
        Assert.Equal(Listing(BtfTypes.Parse(BtfTypesTests.Sample())), Listing(BtfTypes.Parse(bytes)));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.ThrowsAny<FormatException>(() => BtfTypes.Parse(bytes.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Files_without_types_are_told_apart()
    {
        Assert.Contains("shorter", Fault([]), StringComparison.Ordinal);
        Assert.Contains("not a 64-bit ELF file", Fault([.. "\u007fELF"u8, 1, 1]), StringComparison.Ordinal);
        var elf = ElfWriter.Write(SampleObject.Create());
        Assert.NotEqual(0u, BtfFile.Read(elf, "x").Find(BtfKind.Function, "on_switch"));
        var at = elf.AsSpan().IndexOf(".BTF\0"u8);
        elf[at + 1] = (byte)'X';
        Assert.Contains("no section .BTF", Fault(elf), StringComparison.Ordinal);

        static string Fault(byte[] bytes) => Assert.Throws<ObjectFormatException>(() => BtfFile.Read(bytes, "x")).Message;
    }

    [SkippableTheory]
    [InlineData("6.1")]
    [InlineData("6.12")]
    [InlineData("newest")]
    public void Module_types_continue_the_kernels(string kernel)
    {
        var kernelPath = KernelImages.BtfOf(kernel);
        Skip.IfNot(File.Exists(Commands.Bpftool), "bpftool is not installed");
        var module = KernelImages.ModuleOf(kernel);
        var types = BtfFile.Read(File.ReadAllBytes(module), module, BtfTypes.Parse(File.ReadAllBytes(kernelPath)));
        Assert.Equal(Commands.Run(Commands.Bpftool, "-B", kernelPath, "btf", "dump", "file", module).Output, Listing(types));
        var alone = Assert.Throws<ObjectFormatException>(() => BtfFile.Read(File.ReadAllBytes(module), module));
        Assert.Contains("are these a module's types", alone.Message, StringComparison.Ordinal);
    }

    private static byte[] Swapped(byte[] bytes)
    {
        var result = bytes.ToArray();
        Array.Reverse(result, 0, 2);
        var end = 24 + BitConverter.ToInt32(bytes, 12);
        for (var at = 4; at < end; at += 4)
        {
            Array.Reverse(result, at, 4);
        }

        return result;
    }

    private static string Listing(BtfTypes types)
    {
        using var writer = new StringWriter();
        BtfListing.Write(types, writer);
        return writer.ToString();
    }

    private static string Json(BtfTypes types)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            BtfJson.Write(types, writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
