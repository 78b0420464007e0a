// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Core;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Objects;

/// <summary>An object compiled once, in either dialect, against the types of each kernel of eng/vm: every relocation has the value that kernel's types give.</summary>
public sealed class CoreAcrossKernelsTests
{
    private const string LibbpfText = """
        #include "vmlinux.h"
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_core_read.h>
        char LICENSE[] SEC("license") = "GPL";
        long out[8];
        SEC("raw_tp/sched_switch") int prog(u64 *ctx)
        {
            struct task_struct *t = (void *)ctx[1];
            out[0] = BPF_CORE_READ(t, pid);
            out[1] = BPF_CORE_READ(t, mm, pgd) != 0;
            out[2] = bpf_core_type_size(struct task_struct);
            out[3] = bpf_core_field_size(t->comm);
            out[4] = bpf_core_enum_value(enum bpf_func_id, BPF_FUNC_loop);
            out[5] = bpf_core_type_exists(struct task_struct);
            out[6] = bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_trace_printk);
            out[7] = bpf_core_field_exists(t->exit_code);
            return 0;
        }
        """;

    private const string BccText = """
        #include <linux/sched.h>
        BPF_HASH(out, u32, u64);
        RAW_TRACEPOINT_PROBE(sched_switch)
        {
            struct task_struct *t = (void *)ctx->args[1];
            u32 key = t->pid;
            u64 value = t->real_parent->tgid;
            out.update(&key, &value);
            return 0;
        }
        """;

    [SkippableTheory]
    [InlineData("5.10")]
    [InlineData("6.1")]
    [InlineData("6.12")]
    [InlineData("newest")]
    public void Values_are_the_kernels_own(string kernel)
    {
        var target = KernelImages.TypesOf(kernel);
        var task = target.Get(target.Find(BtfKind.Struct, "task_struct"));
        var answers = Answers(Compile(LibbpfText, "core.bpf.c"), target);
        Assert.Equal(Member(target, task, "pid").BitOffset / 8, answers[("struct task_struct.pid", CoreRelocationKind.FieldByteOffset)].Value);
        Assert.Equal(Member(target, task, "mm").BitOffset / 8, answers[("struct task_struct.mm", CoreRelocationKind.FieldByteOffset)].Value);
        var memory = target.Get(target.Find(BtfKind.Struct, "mm_struct"));
        Assert.Equal(Member(target, memory, "pgd").BitOffset / 8, answers[("struct mm_struct.pgd", CoreRelocationKind.FieldByteOffset)].Value);
        Assert.Equal(task.Size, answers[("struct task_struct", CoreRelocationKind.TypeSize)].Value);
        Assert.Equal(16, answers[("struct task_struct.comm", CoreRelocationKind.FieldByteSize)].Value);
        Assert.Equal(1, answers[("struct task_struct", CoreRelocationKind.TypeExists)].Value);
        Assert.Equal(1, answers[("struct task_struct.exit_code", CoreRelocationKind.FieldExists)].Value);

        // bpf_loop came with 5.17.
        var loop = answers.First(a => a.Key.Kind == CoreRelocationKind.EnumeratorValue).Value;
        var hasLoop = target.TryFindEnumerator("BPF_FUNC_loop", out _, out var number);
        Assert.Equal(kernel != "5.10", hasLoop);
        Assert.Equal(hasLoop, loop.MissingBecause is null);
        Assert.Equal(number, loop.Value);
    }

    [SkippableTheory]
    [InlineData("5.10")]
    [InlineData("6.1")]
    [InlineData("6.12")]
    [InlineData("newest")]
    public void A_bcc_program_as_an_object_moves_with_the_kernel(string kernel)
    {
        var target = KernelImages.TypesOf(kernel);
        var task = target.Get(target.Find(BtfKind.Struct, "task_struct"));
        var answers = Answers(Compile(BccText, "core.c"), target);
        foreach (var name in (string[])["pid", "real_parent", "tgid"])
        {
            Assert.Equal(Member(target, task, name).BitOffset / 8, answers[("struct task_struct." + name, CoreRelocationKind.FieldByteOffset)].Value);
        }
    }

    // Compiled against the newest kernel, written as a file and read back.
    private static ObjectSpec Compile(string text, string name)
    {
        var types = KernelImages.TypesOf("newest");
        var result = CCompiler.Compile(text, name, new CompileOptions { RecordRelocations = true }, new TargetDescription { KernelTypes = types });
        Assert.True(result.Object is not null, string.Join('\n', result.Diagnostics.Select(d => d.ToString())));
        return ElfReader.Read(ElfWriter.Write(result.Object), name);
    }

    private static Dictionary<(string Place, CoreRelocationKind Kind), CoreAnswer> Answers(ObjectSpec spec, BtfTypes target)
    {
        var local = BtfTypes.Parse(spec.Btf);
        var resolver = new CoreResolver(local, target);
        var answers = new Dictionary<(string, CoreRelocationKind), CoreAnswer>();
        foreach (var relocation in spec.Programs.SelectMany(p => p.CoreRelocations))
        {
            answers.TryAdd((CoreResolver.Describe(local, relocation), relocation.Kind), resolver.Resolve(relocation));
        }

        return answers;
    }

    private static BtfMember Member(BtfTypes types, BtfType record, string name, int start = 0)
    {
        for (var i = 0; i < record.ItemCount; i++)
        {
            var member = record.Member(i);
            var moved = member with { BitOffset = member.BitOffset + start };
            if (member.Name == name)
            {
                return moved;
            }

            if (member.Name.Length == 0 && types.SkipModifiers(member.TypeId) is { Kind: BtfKind.Struct or BtfKind.Union } inner
                && Member(types, inner, name, moved.BitOffset) is { Name.Length: > 0 } found)
            {
                return found;
            }
        }

        return default(BtfMember) with { Name = "" };
    }
}
