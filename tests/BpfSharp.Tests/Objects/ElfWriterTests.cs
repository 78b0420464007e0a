// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Tests.Objects;

public sealed class ElfWriterTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("bpfsharp").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [SkippableFact]
    public void Libbpf_loads_what_is_written()
    {
        Commands.Load(directory, ElfWriter.Write(SampleObject.Create()), pins =>
        {
            var dump = Commands.Run(Commands.Bpftool, "prog", "dump", "xlated", "pinned", $"{pins}/on_switch", "linum").Output;
            Assert.Contains("u64 *value = bpf_map_lookup_elem(&counts, &key);", dump, StringComparison.Ordinal);
            Assert.Contains("int on_switch(void * ctx)", dump, StringComparison.Ordinal);
            Assert.Contains("int twice(unsigned long long value)", dump, StringComparison.Ordinal);
        });
    }

    [SkippableFact]
    public void Llvm_objdump_reads_code_and_relocations()
    {
        var objdump = "/usr/bin/llvm-objdump";
        Skip.IfNot(File.Exists(objdump), "llvm-objdump is not installed");
        var file = Path.Combine(directory, "sample.o");
        File.WriteAllBytes(file, ElfWriter.Write(SampleObject.Create()));
        var (code, output) = Commands.Run(objdump, "-d", "-r", file);
        Assert.True(code == 0, output);
        Assert.Contains("<on_switch2>:", output, StringComparison.Ordinal);
        Assert.Contains("R_BPF_64_64\tcounts", output, StringComparison.Ordinal);
        Assert.Contains("R_BPF_64_32\tthrice", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Kernel_functions_and_variables_are_externs_that_libbpf_resolves()
    {
        var btf = new BtfBuilder();
        var integer = btf.AddInteger("int", 4, isSigned: true);
        var context = btf.AddPointer(0);
        btf.AddFunction("bpf_rcu_read_lock", btf.AddPrototype(0, []), 2);
        btf.AddFunction("bpf_rcu_read_unlock", btf.AddPrototype(0, []), 2);
        var main = btf.AddFunction("main_program", btf.AddPrototype(integer, [new("ctx", context)]), 1);
        var program = new ProgramSpec { Name = "main_program", SectionName = "tp_btf/sched_switch", Type = ProgramType.Tracing, FunctionTypeId = main };
        SampleObject.Fill(program, """
            call kfunc[bpf_rcu_read_lock]
            call kfunc[bpf_rcu_read_unlock]
            r1 = ksym[_text] ll
            r0 = 0
            exit
            """);
        var spec = new ObjectSpec { Name = "externs", License = "GPL", Btf = btf.ToArray() };
        spec.Programs.Add(program);
        var elf = ElfWriter.Write(spec);
        Assert.Equal(program.Relocations, ElfReader.Read(elf, "externs").Programs[0].Relocations);
        Skip.IfNot(KernelRelease.Code >= KernelRelease.Make(6, 2), "bpf_rcu_read_lock is a kernel function since Linux 6.2");
        Commands.Load(directory, elf);
    }

    [SkippableFact]
    public void Configuration_variables_become_externs()
    {
        var btf = new BtfBuilder();
        var integer = btf.AddInteger("int", 4, isSigned: true);
        btf.AddDataSection(".kconfig", 4, [new(btf.AddVariable("LINUX_KERNEL_VERSION", integer, 0), 0, 4)]);
        var main = btf.AddFunction("main_program", btf.AddPrototype(integer, [new("ctx", btf.AddPointer(0))]), 1);
        var program = new ProgramSpec { Name = "main_program", SectionName = "raw_tp/sched_switch", Type = ProgramType.RawTracepoint, FunctionTypeId = main };
        SampleObject.Fill(program, "r1 = map_value[.kconfig] ll\nr0 = *(u32 *)(r1 + 0)\nexit");
        var spec = new ObjectSpec { Name = "config", License = "GPL", Btf = btf.ToArray() };
        spec.Maps.Add(new MapSpec { Name = ".kconfig", Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1, IsReadOnlyData = true, InitialContents = new byte[4] });
        spec.Programs.Add(program);
        Commands.Load(directory, ElfWriter.Write(spec));
    }

    [Fact]
    public void Listing_shows_names_where_relocations_stand()
    {
        var text = CodeListing.Of(SampleObject.Create().Programs[0]);
        Assert.Contains("   4: r1 = map[counts] ll\n", text, StringComparison.Ordinal);
        Assert.Contains(": call twice\n", text, StringComparison.Ordinal);
        Assert.Contains(": r1 = map_value[.bss] + 8 ll\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Relocation_of_something_missing_is_refused()
    {
        var spec = SampleObject.Create();
        spec.Programs[0].Relocations.Add(new Relocation(4, RelocationKind.Map, "missing"));
        var error = Assert.Throws<ObjectFormatException>(() => ElfWriter.Write(spec));
        Assert.Equal("sample: function 'on_switch': there is no map 'missing'", error.Message);
    }
}
