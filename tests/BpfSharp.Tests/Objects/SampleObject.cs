// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Tests.Objects;

/// <summary>A hand-made object: a tracepoint program that counts in a hash map by way of a static and a global subprogram and data sections.</summary>
internal static class SampleObject
{
    public static ObjectSpec Create()
    {
        var btf = new BtfBuilder();
        var integer = btf.AddInteger("int", 4, isSigned: true);
        var u64 = btf.AddInteger("unsigned long long", 8, isSigned: false);
        var context = btf.AddPointer(0);
        var main = btf.AddFunction("on_switch", btf.AddPrototype(integer, [new("ctx", context)]), 1);
        var inner = btf.AddPrototype(integer, [new("value", u64)]);
        var twice = btf.AddFunction("twice", inner, 0);
        var thrice = btf.AddFunction("thrice", inner, 1);
        btf.AddDataSection(".rodata", 8, [new(btf.AddVariable("step", u64, 1), 0, 8)]);

        var spec = new ObjectSpec { Name = "sample", License = "GPL", Btf = btf.ToArray() };
        spec.Files.Add("sample.c");
        spec.Maps.Add(new MapSpec
        {
            Name = "counts", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 64, KeyTypeId = integer, ValueTypeId = u64,
        });
        spec.Maps.Add(new MapSpec { Name = "events", Type = MapType.Ringbuf, MaxEntries = 4096 });
        spec.Maps.Add(new MapSpec { Name = ".rodata", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1, IsReadOnlyData = true, InitialContents = [1, 0, 0, 0, 0, 0, 0, 0] });
        spec.Maps.Add(new MapSpec { Name = ".bss", Type = MapType.Array, KeySize = 4, ValueSize = 16, MaxEntries = 1, InitialContents = new byte[16] });
        spec.Programs.Add(Program("on_switch", "tracepoint/sched/sched_switch", main));
        spec.Programs.Add(Program("on_switch2", "tracepoint/sched/sched_switch", main));
        spec.Subprograms.Add(Function("twice", twice, isGlobal: false, "r0 = r1\nr0 <<= 1\nexit"));
        spec.Subprograms.Add(Function("thrice", thrice, isGlobal: true, "r0 = r1\nr0 *= 3\nexit"));
        return spec;
    }

    private static ProgramSpec Program(string name, string section, uint functionId)
    {
        Assert.True(SectionName.TryParse(section, out var parsed));
        var program = new ProgramSpec { Name = name, SectionName = section, Type = parsed.Type, AttachTarget = parsed.Target, FunctionTypeId = functionId };
        Fill(program, """
            r1 = 0
            *(u32 *)(r10 - 4) = r1
            r2 = r10
            r2 += -4
            r1 = map[counts] ll
            call 1
            if r0 == 0 goto out
            r6 = r0
            r1 = map_value[.rodata] ll
            r1 = *(u64 *)(r1 + 0)
            call twice
            r1 = r0
            call thrice
            lock *(u64 *)(r6 + 0) += r0
            r1 = map_value[.bss] + 8 ll
            *(u64 *)(r1 + 0) = r0
            out: r0 = 0
            exit
            """);
        program.Lines.Add(new LineRecord(0, 0, 10, 5, "\tint key = 0;"));
        program.Lines.Add(new LineRecord(4, 0, 11, 7, "\tu64 *value = bpf_map_lookup_elem(&counts, &key);"));
        return program;
    }

    private static SubprogramSpec Function(string name, uint functionId, bool isGlobal, string text)
    {
        var code = new SubprogramSpec { Name = name, IsGlobal = isGlobal, FunctionTypeId = functionId };
        Fill(code, text);
        code.Lines.Add(new LineRecord(0, 0, 3, 9, "\treturn value;"));
        return code;
    }

    /// <summary>Assembles the text into the code, names becoming relocations.</summary>
    public static void Fill(CodeSpec code, string text)
    {
        var assembled = Assembler.Assemble(text);
        code.Instructions = assembled.Instructions;
        foreach (var use in assembled.Symbols)
        {
            var kind = use.Kind switch
            {
                SymbolKind.Map => RelocationKind.Map,
                SymbolKind.MapValue => RelocationKind.MapValue,
                SymbolKind.Kfunc => RelocationKind.Kfunc,
                SymbolKind.Ksym => RelocationKind.Ksym,
                _ => RelocationKind.Subprogram,
            };
            code.Relocations.Add(new Relocation(use.Index, kind, use.Name, use.Addend));
        }
    }
}
