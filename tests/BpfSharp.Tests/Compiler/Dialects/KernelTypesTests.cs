// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Tests.Compiler.Dialects;

public class KernelTypesTests
{
    private static KernelTypes Kernel() => new(DialectRun.RequireKernel());

    [Theory]
    [InlineData("u8", 1, false)]
    [InlineData("__u32", 4, false)]
    [InlineData("s64", 8, true)]
    [InlineData("size_t", 8, false)]
    [InlineData("pid_t", 4, true)]
    [InlineData("__be16", 2, false)]
    [InlineData("uintptr_t", 8, false)]
    [InlineData("bool", 1, false)]
    public void Basic_typedefs_exist_without_kernel_types(string name, int size, bool isSigned)
    {
        var type = new KernelTypes(null).FindTypedef(name)!.Type;
        Assert.Equal(name, type.Name);
        var integer = Assert.IsType<IntegerType>(type.Canonical);
        Assert.Equal((size, isSigned), ((int)integer.Size, integer.IsSigned));
    }

    [Fact]
    public void Records_of_modules_share_the_kernels_types()
    {
        var kernel = new BtfBuilder();
        var number = kernel.AddInteger("int", 4, isSigned: true);
        var dentry = kernel.AddRecord("dentry", isUnion: false, 4);
        kernel.SetMembers(dentry, [new BtfMember("d_flags", number, 0, 0)]);
        var kernelBytes = kernel.ToArray();
        var basis = BtfTypes.Parse(kernelBytes);
        var module = ModuleTypes(kernelBytes, basis, dentry);
        var asked = new List<string>();
        var types = new KernelTypes(basis) { Modules = tag => { asked.Add(tag); return tag == "nfs_open_context" ? module : null; } };
        var context = types.FindRecord(false, "nfs_open_context")!;
        var member = Assert.Single(context.Fields!);
        Assert.Equal(("dentry", 8L), (member.Name, member.Offset));
        Assert.Same(types.FindRecord(false, "dentry"), ((PointerType)member.Type.Canonical).Pointee.Canonical);
        Assert.Same(context, types.FindRecord(false, "nfs_open_context"));
        Assert.Null(types.FindRecord(false, "no_such"));
        Assert.Equal(["nfs_open_context", "nfs_open_context", "no_such"], asked);
    }

    // struct nfs_open_context { …; struct dentry *dentry; }, as split BTF: its ids and its strings go on where the kernel's end.
    private static BtfTypes ModuleTypes(byte[] kernelBytes, BtfTypes basis, uint dentry)
    {
        const int Header = 24, StringLengthAt = 20;
        var inherited = BitConverter.ToInt32(kernelBytes, StringLengthAt);
        var builder = new BtfBuilder();
        builder.AddString(new string('x', inherited - 2));
        builder.AddPointer(dentry);
        var record = builder.AddRecord("nfs_open_context", isUnion: false, 16);
        builder.SetMembers(record, [new BtfMember("dentry", (uint)basis.Count, 64, 0)]);
        var bytes = builder.ToArray().ToList();
        var own = BitConverter.ToInt32([.. bytes], StringLengthAt) - inherited;
        bytes.RemoveRange(Header + BitConverter.ToInt32([.. bytes], 12), inherited);
        BitConverter.GetBytes(own).CopyTo(CollectionsMarshal.AsSpan(bytes)[StringLengthAt..]);
        return BtfTypes.Parse(bytes.ToArray(), basis);
    }

    [Fact]
    public void Knows_nothing_else_without_kernel_types()
    {
        var types = new KernelTypes(null);
        Assert.False(types.IsTypeName("task_struct_t"));
        Assert.Null(types.FindRecord(false, "task_struct"));
        Assert.Null(types.FindSymbol("BPF_ANY"));
        Assert.Null(types.ParseType("no_such_t *"));
        Assert.IsType<PointerType>(types.ParseType("const struct sock **")!.Value.Type);
    }

    [SkippableTheory]
    [InlineData("task_struct")]
    [InlineData("sock_common")]
    [InlineData("tcphdr")]
    [InlineData("request")]
    [InlineData("sk_buff")]
    [InlineData("bpf_prog")]
    [InlineData("inode")]
    public void Lays_records_out_as_bpftool_prints_them(string tag)
    {
        var record = Kernel().FindRecord(false, tag);
        Skip.If(record is null, $"this kernel has no struct {tag}");
        var raw = RawDump(record!.KernelTypeId);
        Assert.Equal(raw.Size, record.Size);
        Assert.Equal(raw.Members.Count, record.Fields!.Count);
        foreach (var (field, (name, bits, width)) in record.Fields.Zip(raw.Members))
        {
            Assert.Equal(name, field.Name);
            Assert.Equal(width, field.BitWidth);
            Assert.Equal(bits, field.Offset * 8 + field.BitOffset);
            Assert.True(!field.IsBitField || field.BitOffset + field.BitWidth <= field.Type.Type.Size * 8);
        }
    }

    [SkippableFact]
    public void Finds_names_that_headers_define_as_macros()
    {
        var types = Kernel();
        Assert.Equal("callback_head", types.FindRecord(false, "rcu_head")!.Tag);
        Assert.Equal(128, types.FindRecord(false, "sockaddr_storage")!.Size);
    }

    [SkippableFact]
    public void Gives_enumerators_their_c_types()
    {
        var types = Kernel();
        var any = Assert.IsType<EnumeratorSymbol>(types.FindSymbol("BPF_ANY"));
        Assert.Equal((0L, "int"), (any.Value, ((IntegerType)any.Type.Type).Name));
        var cpu = Assert.IsType<EnumeratorSymbol>(types.FindSymbol("BPF_F_CURRENT_CPU"));
        Assert.Equal(0xffffffffL, cpu.Value);
        Assert.Equal(8, cpu.Type.Type.Size);
        Assert.Contains(types.FindEnum("pid_type")!.Enumerators, e => e.Name == "PIDTYPE_PID" && e.Value == 0);
    }

    [SkippableFact]
    public void Finds_fields_inside_anonymous_members()
    {
        var types = Kernel();
        var common = types.FindRecord(false, "sock_common")!;
        Assert.Equal(4, KernelTypes.FindField(common, "skc_rcv_saddr")!.Value.Offset);
        Assert.Null(KernelTypes.FindField(common, "no_such_field"));
    }

    [SkippableFact]
    public void Flavors_name_the_kernel_record()
    {
        var flavored = new RecordType("task_struct___old", false);
        flavored.Complete([], 0, 1);
        Assert.Equal("task_struct", Kernel().FindKernelRecord(flavored)!.Tag);
    }

    [SkippableFact]
    public void Completes_every_record_of_the_kernel()
    {
        var btf = DialectRun.RequireKernel();
        var types = new KernelTypes(btf);
        for (uint id = 1; id < btf.Count; id += 7)
        {
            if (types.Get(id) is RecordType { Fields: { } fields } record)
            {
                Assert.True(record.Size % record.Align == 0, record.Tag);
                Assert.All(fields, f => Assert.True(f.Offset <= record.Size));
            }
        }
    }

    private static (long Size, List<(string Name, long Bits, int Width)> Members) RawDump(uint id)
    {
        var bpftool = Support.Machine.RequireProgram("bpftool");
        using var process = Process.Start(new ProcessStartInfo(bpftool, $"btf dump file /sys/kernel/btf/vmlinux root_id {id} format raw") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        text = text.Length > 0 ? text : WholeDump(bpftool, id);
        var lines = text.Split('\n').SkipWhile(l => !l.StartsWith($"[{id}] ", StringComparison.Ordinal)).ToList();
        var size = long.Parse(Regex.Match(lines[0], @"size=(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        var members = new List<(string, long, int)>();
        foreach (var line in lines.Skip(1).TakeWhile(l => l.StartsWith('\t')))
        {
            var match = Regex.Match(line, @"'(.*)' type_id=\d+ bits_offset=(\d+)(?: bitfield_size=(\d+))?");
            var name = match.Groups[1].Value is "(anon)" ? "" : match.Groups[1].Value;
            members.Add((name, long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture),
                match.Groups[3].Success ? int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) : 0));
        }

        return (size, members);
    }

    // Older bpftool has no root_id.
    private static string WholeDump(string bpftool, uint id)
    {
        using var process = Process.Start(new ProcessStartInfo(bpftool, "btf dump file /sys/kernel/btf/vmlinux format raw") { RedirectStandardOutput = true })!;
        var lines = new List<string>();
        var isInside = false;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            isInside = line.StartsWith('\t') ? isInside : line.StartsWith($"[{id}] ", StringComparison.Ordinal);
            if (isInside)
            {
                lines.Add(line);
            }
        }

        return string.Join('\n', lines);
    }
}
