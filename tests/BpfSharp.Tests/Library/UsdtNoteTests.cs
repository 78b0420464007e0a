// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Links;
using BpfSharp.Objects.Btf;
using BpfSharp.Tests.Objects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Library;

/// <summary>The notes of static probes, and what programs are told of their arguments.</summary>
public sealed class UsdtNoteTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("bpfsharp").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [SkippableFact]
    public void Notes_of_a_program_are_read()
    {
        var file = Traced();
        var notes = UsdtNotes.Read(file);
        Assert.Equal(["bpfsharp:many", "bpfsharp:twice", "bpfsharp:twice"], notes.Select(n => $"{n.Provider}:{n.Name}"));
        Assert.StartsWith("8@%rdi -4@%esi 1@$77", notes[0].Arguments, StringComparison.Ordinal);
        Assert.Equal([true, false, false], notes.Select(n => n.SemaphoreAddress != 0));
        Assert.All(notes, n => Assert.Equal(0x90, Traced()[(int)new UserElf(file).FileOffset(n.Address)!.Value]));
        Assert.Equal(new UserSymbols(file).AddressOf("bpfsharp_semaphore"), notes[0].SemaphoreAddress);
    }

    [SkippableFact]
    public void Code_that_was_moved_after_linking_is_found()
    {
        var file = Traced();
        var before = UsdtNotes.Read(file);
        var elf = new UserElf(file);
        var header = (int)elf.Section(".stapsdt.base"u8)!.Value + 16;
        BitConverter.TryWriteBytes(file.AsSpan(header), BitConverter.ToUInt64(file, header) + 0x5000);
        var after = UsdtNotes.Read(file);
        Assert.Equal(before.Select(n => n.Address + 0x5000), after.Select(n => n.Address));
        Assert.Equal([before[0].SemaphoreAddress + 0x5000, 0, 0], after.Select(n => n.SemaphoreAddress));
    }

    [SkippableFact]
    public void Damaged_notes_end_the_list()
    {
        var file = Traced();
        var notes = IndexOfNotes(file);
        for (var at = notes; at < notes + 64; at++)
        {
            foreach (var value in (byte[])[0, 1, 0x7f, 0xff])
            {
                var damaged = (byte[])file.Clone();
                damaged[at] = value;
                Assert.InRange(UsdtNotes.Read(damaged).Count, 0, 3);
            }
        }

        for (var length = 0; length < file.Length; length += 61)
        {
            Assert.InRange(UsdtNotes.Read(file.AsSpan(0, length)).Count, 0, 3);
        }
    }

    [SkippableTheory]
    [InlineData("8@%rdi", "0000000000000000 01000000 7000 00 00")]
    [InlineData("-4@%esi", "0000000000000000 01000000 6800 01 20")]
    [InlineData("1@$-7", "F9FFFFFFFFFFFFFF 00000000 0000 00 38")]
    [InlineData("2@-8(%rbp)", "F8FFFFFFFFFFFFFF 02000000 2000 00 30")]
    [InlineData("4@counter+8(%rip)", "0801000000000000 02000000 8000 00 20")]
    public void Arguments_are_described_as_older_headers_have_them(string argument, string expected)
    {
        var spec = Describe(Layout(hasIndex: false), argument);
        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(spec.AsSpan(0, 16)));
        Assert.Equal("2211000000000000" + "0100", Convert.ToHexString(spec.AsSpan(192, 10)));
        Assert.Equal(208, spec.Length);
    }

    [SkippableTheory]
    [InlineData("8@%rdi", "0000000000000000 0100 0000 0000 7000 00 00")]
    [InlineData("-1@-96(%rbp,%rax,8)", "A0FFFFFFFFFFFFFF 0300 5030 0000 2000 01 38")]
    public void Arguments_are_described_as_newer_headers_have_them(string argument, string expected)
    {
        var spec = Describe(Layout(hasIndex: true), argument);
        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(spec.AsSpan(0, 18)));
        Assert.Equal("2211000000000000" + "0100", Convert.ToHexString(spec.AsSpan(288, 10)));
        Assert.Equal(304, spec.Length);
    }

    [SkippableTheory]
    [InlineData("8f@%xmm0", "'8f@%xmm0'")]
    [InlineData("4@nowhere(%rip)", "'nowhere'")]
    [InlineData("8@(%rax,%rbx,3)", "no known form")]
    [InlineData("1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1 1@$1", "13 arguments")]
    public void What_programs_cannot_be_told_is_named(string arguments, string complaint)
    {
        Skip.IfNot(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the registers are x86-64's");
        Assert.Contains(complaint, Assert.Throws<FormatException>(() => UsdtSpec.Of(Layout(hasIndex: true), arguments, 0, _ => null)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Memory_by_index_needs_the_newer_header() =>
        Assert.Contains("libbpf 1.7", Assert.Throws<FormatException>(() => Describe(Layout(hasIndex: false), "8@(%rax,%rbx,8)")).Message, StringComparison.Ordinal);

    private static byte[] Describe(UsdtLayout layout, string argument)
    {
        Skip.IfNot(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the registers are x86-64's");
        return UsdtSpec.Of(layout, argument, 0x1122, symbol => symbol == "counter" ? 0x100 : null);
    }

    private static UsdtLayout Layout(bool hasIndex)
    {
        var types = new BtfBuilder();
        var (wide, word, half, single) = (types.AddInteger("u64", 8, false), types.AddInteger("u32", 4, false), types.AddInteger("u16", 2, false), types.AddInteger("u8", 1, false));
        var argument = types.AddRecord("__bpf_usdt_arg_spec", isUnion: false, hasIndex ? 24 : 16);
        types.SetMembers(argument, hasIndex
            ? [new("val_off", wide, 0, 0), new("arg_type", word, 64, 8), new("idx_reg_off", half, 80, 12), new("scale_bitshift", half, 92, 4),
                new("reg_off", half, 112, 0), new("arg_signed", single, 128, 0), new("arg_bitshift", single, 136, 0)]
            : [new("val_off", wide, 0, 0), new("arg_type", word, 64, 0), new("reg_off", half, 96, 0), new("arg_signed", single, 112, 0), new("arg_bitshift", single, 120, 0)]);
        var spec = types.AddRecord("__bpf_usdt_spec", isUnion: false, hasIndex ? 304 : 208);
        var end = hasIndex ? 2304 : 1536;
        types.SetMembers(spec, [new("args", types.AddArray(argument, word, 12), 0, 0), new("usdt_cookie", wide, end, 0), new("arg_cnt", half, end + 64, 0)]);
        return UsdtLayout.Of(BtfTypes.Parse(types.ToArray()), spec)!;
    }

    private static int IndexOfNotes(byte[] file) => file.AsSpan().IndexOf("stapsdt\0"u8) - 12;

    private byte[] Traced()
    {
        Skip.IfNot(File.Exists("/usr/bin/gcc"), "gcc is not installed");
        Skip.IfNot(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the traced program is x86-64's");
        var program = Path.Combine(directory, "traced");
        var (code, output) = Commands.Run("/usr/bin/gcc", "-O1", "-no-pie", "-fno-pie", "-o", program, Repository.PathOf("tests", "matrix", "core", "usdt.c"));
        Assert.True(code == 0, output);
        return File.ReadAllBytes(program);
    }
}
