// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Portability;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Objects;

public sealed class PortabilityCheckTests
{
    [Fact]
    public void Tells_what_each_kernel_lacks_and_what_the_object_can_do_without()
    {
        var result = PortabilityCheck.Run(Object(), [("old", Kernel(isNew: false)), ("new", Kernel(isNew: true))]);
        Assert.Equal([false, true], result.Kernels.Select(k => k.IsFit));
        Assert.Equal(
            [
                "Field struct task.asked: Optional", "Field struct task.fresh: Missing", "Field struct task.pid: Holds", "Function do_work: Missing",
                "Helper bpf_new_help: Missing", "Helper bpf_old_help: Holds", "Kfunc bpf_maybe: Optional", "Kfunc bpf_thing: Missing",
                "MapType HASH: Holds", "MapType RINGBUF: Missing", "Tracepoint sched_switch: Holds",
            ],
            result.Kernels[0].Findings.Where(f => f.Key.Kind is not (RequirementKind.ProgramType or RequirementKind.AttachType))
                .Select(f => $"{f.Key.Kind} {f.Key.Name}: {f.Value.Standing}").Order(StringComparer.Ordinal));
        Assert.All(result.Kernels[1].Findings, f => Assert.NotEqual(Standing.Missing, f.Value.Standing));
        Assert.Equal(["on_switch"], result.Users[new Requirement(RequirementKind.Field, "struct task.fresh")]);
    }

    [SkippableFact]
    public void A_program_that_reads_renamed_fields_is_told_apart_by_real_kernels()
    {
        var kernels = KernelImages.Names.Select(n => (n, KernelImages.TypesOf(n))).ToList();
        const string Text = """
            #include "vmlinux.h"
            #include <bpf/bpf_helpers.h>
            #include <bpf/bpf_core_read.h>
            #include <bpf/bpf_tracing.h>
            struct task_struct___old { long state; } __attribute__((preserve_access_index));
            struct task_struct___new { unsigned int __state; } __attribute__((preserve_access_index));
            char LICENSE[] SEC("license") = "GPL";
            long got;
            SEC("tp_btf/sched_switch") int guarded(u64 *ctx)
            {
                struct task_struct *t = (void *)ctx[1];
                if (bpf_core_field_exists(((struct task_struct___new *)0)->__state) || !bpf_core_field_exists(((struct task_struct___old *)0)->state))
                    got = BPF_CORE_READ((struct task_struct___new *)t, __state);
                else
                    got = BPF_CORE_READ((struct task_struct___old *)t, state);
                return 0;
            }
            SEC("fentry/folio_account_dirtied") int newer(u64 *ctx) { return 0; }
            SEC("tp/syscalls/sys_enter_openat") int sys(void *ctx) { return 0; }
            """;
        var compiled = CCompiler.Compile(Text, "state.bpf.c", new CompileOptions { RecordRelocations = true }, new TargetDescription { KernelTypes = kernels[0].Item2 });
        Assert.True(compiled.Object is not null, string.Join('\n', compiled.Diagnostics.Select(d => d.ToString())));
        var result = PortabilityCheck.Run(compiled.Object, kernels);
        var found = result.Kernels.Select(k => string.Join(", ", k.Findings.Where(f => f.Value.Standing != Standing.Holds)
            .Select(f => $"{f.Value.Standing} {f.Key.Kind} {f.Key.Name}"))).ToList();
        Assert.Contains("Optional Field struct task_struct___new.__state", found[0], StringComparison.Ordinal);
        Assert.Contains("Missing Function folio_account_dirtied", found[0], StringComparison.Ordinal);
        Assert.DoesNotContain("__state", found[2], StringComparison.Ordinal);
        Assert.Contains("struct task_struct___old.state", found[2], StringComparison.Ordinal);
        Assert.DoesNotContain("sys_enter_openat", string.Join('\n', found), StringComparison.Ordinal);
    }

    private static ObjectSpec Object()
    {
        var b = new BtfBuilder();
        var integer = b.AddInteger("int", 4, isSigned: true);
        var task = b.AddRecord("task", false, 12);
        b.SetMembers(task, [new("pid", integer, 0, 0), new("fresh", integer, 32, 0), new("asked", integer, 64, 0)]);
        var prototype = b.AddPrototype(integer, [new("t", b.AddPointer(task))]);
        b.AddFunction("bpf_thing", prototype, 2);
        b.AddFunction("bpf_maybe", prototype, 2);
        var spec = new ObjectSpec { Name = "x", Btf = b.ToArray() };
        spec.Maps.Add(new MapSpec { Name = "h", Type = MapType.Hash });
        spec.Maps.Add(new MapSpec { Name = "r", Type = MapType.Ringbuf });
        var program = Program("on_switch", "tp_btf/sched_switch", "r1 = 0\nr2 = 1\nr3 = 2\nr4 = 3\ncall 1\ncall 2\ncall kfunc[bpf_thing]\ncall kfunc[bpf_maybe]\nr0 = 0\nexit");
        program.CoreRelocations.AddRange(
            [new(0, task, "0:0", CoreRelocationKind.FieldByteOffset), new(1, task, "0:1", CoreRelocationKind.FieldByteOffset),
                new(2, task, "0:2", CoreRelocationKind.FieldByteOffset), new(3, task, "0:2", CoreRelocationKind.FieldExists)]);
        spec.WeakExternals.Add("bpf_maybe");
        spec.Programs.Add(program);
        spec.Programs.Add(Program("on_work", "fentry/do_work", "r0 = 0\nexit"));
        return spec;
    }

    private static ProgramSpec Program(string name, string section, string text)
    {
        Assert.True(SectionName.TryParse(section, out var parsed));
        var program = new ProgramSpec { Name = name, SectionName = section, Type = parsed.Type, ExpectedAttachType = parsed.AttachType, AttachTarget = parsed.Target };
        SampleObject.Fill(program, text);
        return program;
    }

    private static BtfTypes Kernel(bool isNew)
    {
        var b = new BtfBuilder();
        var integer = b.AddInteger("int", 4, isSigned: true);
        var task = b.AddRecord("task", false, isNew ? 12 : 4);
        b.SetMembers(task, isNew ? [new("pid", integer, 0, 0), new("asked", integer, 32, 0), new("fresh", integer, 64, 0)] : [new("pid", integer, 0, 0)]);
        b.AddTypedef("btf_trace_sched_switch", b.AddPointer(0));
        b.AddEnum("bpf_map_type", 4, false, isNew ? [new("BPF_MAP_TYPE_HASH", 1), new("BPF_MAP_TYPE_RINGBUF", 27)] : [new("BPF_MAP_TYPE_HASH", 1)]);
        b.AddEnum("bpf_func_id", 4, false, isNew
            ? [new("BPF_FUNC_old_help", 1), new("BPF_FUNC_new_help", 2), new("__BPF_FUNC_MAX_ID", 3)]
            : [new("BPF_FUNC_old_help", 1), new("__BPF_FUNC_MAX_ID", 2)]);
        if (isNew)
        {
            b.AddFunction("do_work", b.AddPrototype(0, []), 0);
            b.AddFunction("bpf_thing", b.AddPrototype(integer, [new("t", b.AddPointer(task))]), 1);
        }

        return BtfTypes.Parse(b.ToArray());
    }
}
