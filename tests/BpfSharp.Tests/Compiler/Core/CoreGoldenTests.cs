// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler;
using BpfSharp.Isa;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Objects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Core;

/// <summary>The relocations an object carries, as another loader reads them from the file: function, instruction, kind, type and path.</summary>
public sealed class CoreGoldenTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("bpfsharp").FullName;

    public static TheoryData<string> Cases => Golden.Cases("core");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Relocations_are_recorded(string file) => Golden.Check("core", file, static text => List(ElfReader.Read(ElfWriter.Write(Compile(text)), "core.o")));

    [Fact]
    public void Compiled_for_one_kernel_nothing_is_left_to_relocate()
    {
        var text = File.ReadAllText(Repository.PathOf("tests", "golden", "core", "fields.c")).Split("=====")[0];
        Assert.All(Compile(text, record: false).Programs, static p => Assert.Empty(p.CoreRelocations));
    }

    [SkippableFact]
    public void Libbpf_accepts_the_records()
    {
        // What does not exist on this kernel is only asked for.
        var spec = Compile("""
            #include <bpf/bpf_helpers.h>
            #include <bpf/bpf_core_read.h>
            struct task_struct { int pid; char comm[16]; struct task_struct *real_parent; } __attribute__((preserve_access_index));
            struct task_struct___gone { int never_was; } __attribute__((preserve_access_index));
            enum pid_type { PIDTYPE_SID = 77, PIDTYPE_NOT_YET = 78 };
            long out[8];
            SEC("raw_tracepoint/sched_switch")
            int on_switch(void *ctx)
            {
                struct task_struct *task = (void *)bpf_get_current_task();
                out[0] = BPF_CORE_READ(task, real_parent, pid);
                out[1] = bpf_core_field_size(task->comm) + bpf_core_type_size(struct task_struct);
                out[2] = bpf_core_enum_value(enum pid_type, PIDTYPE_SID);
                out[3] = bpf_core_type_id_kernel(struct task_struct) + bpf_core_type_id_local(struct task_struct);
                if (bpf_core_enum_value_exists(enum pid_type, PIDTYPE_NOT_YET))
                    out[4] = bpf_core_enum_value(enum pid_type, PIDTYPE_NOT_YET);
                if (bpf_core_field_exists(struct task_struct___gone, never_was))
                    out[5] = BPF_CORE_READ((struct task_struct___gone *)task, never_was);
                return 0;
            }
            char LICENSE[] SEC("license") = "GPL";
            """);
        Commands.Load(directory, ElfWriter.Write(spec));
    }

    private static ObjectSpec Compile(string text, bool record = true)
    {
        var options = new CompileOptions { Dialect = BpfSharp.Compiler.Dialect.Libbpf, RecordRelocations = record };
        var result = CCompiler.Compile(text, "core.c", options, new TargetDescription { IsaLevel = 3 });
        Assert.Empty(result.Diagnostics);
        return result.Object!;
    }

    private static string List(ObjectSpec spec)
    {
        var types = BtfTypes.Parse(spec.Btf);
        var text = new StringBuilder();
        foreach (var program in spec.Programs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{program.Name}:\n");
            foreach (var relocation in program.CoreRelocations)
            {
                var type = types.Get(relocation.TypeId);
                var at = relocation.InstructionIndex;
                var slots = program.Instructions[at].IsWideLoad && relocation.Kind != CoreRelocationKind.LocalTypeId ? 2 : 1;
                var code = relocation.Kind == CoreRelocationKind.LocalTypeId ? "its own number" : Disassembler.Disassemble(program.Instructions.AsSpan(at, slots).ToArray()).Trim();
                text.Append(CultureInfo.InvariantCulture, $"  {relocation.Kind} {type.Kind} {type.Name} {relocation.AccessPath}   {code[(code.IndexOf(':') + 1)..].Trim()}\n");
            }
        }

        return text.ToString();
    }
}
