// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Compiler;

namespace BpfSharp.Tests.Library;

/// <summary>Objects compiled for any kernel, loaded and run on this one.</summary>
[Collection("kernel objects")]
public class CoreLoadTests
{
    private const string Head = """
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_core_read.h>
        char LICENSE[] SEC("license") = "GPL";
        struct answers { long pid, tgid, same, kind, exists, comm; } answers;

        """;

    [SkippableFact]
    public void Fields_are_read_where_this_kernel_has_them()
    {
        Needs.Kernel(5, 14);
        using var loaded = Load("""
            struct task_struct { char comm[16]; int tgid; struct task_struct *group_leader; int pid; } __attribute__((preserve_access_index));
            enum pid_type { PIDTYPE_SID = 77 };
            struct task_struct___gone { int never_was; } __attribute__((preserve_access_index));
            SEC("syscall")
            int ask(void *ctx)
            {
                struct task_struct *task = (void *)bpf_get_current_task();
                answers.pid = BPF_CORE_READ(task, pid);
                answers.tgid = BPF_CORE_READ(task, group_leader, tgid);
                answers.same = answers.pid == (int)bpf_get_current_pid_tgid() && answers.tgid == bpf_get_current_pid_tgid() >> 32;
                answers.kind = bpf_core_enum_value(enum pid_type, PIDTYPE_SID);
                answers.comm = bpf_core_field_size(task->comm);
                if (bpf_core_field_exists(struct task_struct___gone, never_was))
                    answers.exists = 1 + BPF_CORE_READ((struct task_struct___gone *)task, never_was);
                return 0;
            }
            """);
        loaded.Program("ask").TestRun();
        var answers = new byte[48];
        Assert.True(loaded.Map(".bss").TryLookup(new byte[4], answers));
        Assert.Equal([1, 3, 0, 16], Enumerable.Range(2, 4).Select(slot => BinaryPrimitives.ReadInt64LittleEndian(answers.AsSpan(slot * 8))));
    }

    [SkippableFact]
    public void A_field_this_kernel_lacks_is_named_when_it_is_reached()
    {
        Needs.Kernel(5, 14);
        var refused = Assert.Throws<VerifierException>(() => Load("""
            struct task_struct { long never_was; } __attribute__((preserve_access_index));
            SEC("syscall")
            int ask(void *ctx) { answers.pid = BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), never_was); return 0; }
            """));
        Assert.Contains("this kernel does not have struct task_struct.never_was", refused.Message, StringComparison.Ordinal);
    }

    private static BpfObject Load(string text)
    {
        // Without kernel types: everything the program knows of the kernel is what it declares.
        var options = new CompileOptions { Dialect = BpfSharp.Compiler.Dialect.Libbpf, RecordRelocations = true };
        var result = CCompiler.Compile(Head + text, "core.c", options, new TargetDescription { IsaLevel = 3 });
        Assert.Empty(result.Diagnostics);
        var loaded = BpfObject.FromSpec(result.Object!);
        loaded.Load();
        return loaded;
    }
}
