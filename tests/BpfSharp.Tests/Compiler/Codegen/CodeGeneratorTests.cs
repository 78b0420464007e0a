// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Codegen;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Source;
using BpfSharp.Isa;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Codegen;

public class CodeGeneratorTests
{
    private const string Head = "define main(ptr.ctx %ctx) i64 program Syscall \"syscall\" attach CgroupInetIngress {\nb0:\n";

    [Fact]
    public void Reports_a_frame_that_is_too_large_and_names_its_variables()
    {
        var bag = new DiagnosticBag();
        var text = Head + """
              %0: ptr.stack = alloca 300 "first" align 1
              %1: ptr.stack = alloca 400 "second" align 1
              store.8 %0, 1
              store.8 %1, 1
              %2: i64 = helper 35(%0)
              %3: i64 = helper 35(%1)
              %4: i64 = load.u8 %0
              return %4
            }
            """;
        CodeGenerator.Generate(IrParser.Parse(text), "test", new SourceMap(), new TargetDescription(), bag);
        var diagnostic = Assert.Single(bag.Diagnostics);
        Assert.Equal("BS0500", diagnostic.Descriptor.Id);
        Assert.Contains("'second' 400, 'first' 300", diagnostic.Message);
    }

    /// <summary>A chain of three, the deepest; a callback counts, one of a timer does not.</summary>
    [Theory]
    [InlineData("Xdp", 0x061200, "helper 181(3, %2, %p, 0L)", "640 bytes, and the kernel has 512: 'main' 304, 'inner' 112, 'innermost' 224")]
    [InlineData("Kprobe", 0x060c00, "helper 181(3, %2, %p, 0L)", "640 bytes, and kernels before 6.13 have 512: 'main' 304, 'inner' 112, 'innermost' 224")]
    [InlineData("Kprobe", 0x061200, "helper 181(3, %2, %p, 0L)", null)]
    [InlineData("Xdp", 0x061200, "helper 170(%p, %2)", null)]
    public void Warns_of_calls_whose_frames_together_are_too_large(string type, int kernel, string call, string? expected)
    {
        var text = $$"""
            define main(ptr.ctx %ctx) i64 program {{type}} "x" attach CgroupInetIngress {
            b0:
              %0: ptr.stack = alloca 300 "buffer" align 1
              store.8 %0, 1
              %1: i64 = helper 35(%0)
              %2: i64 = call @inner(%0)
              %3: i64 = load.u8 %0
              %4: i64 = call @small(%0)
              return %3
            }
            define small(ptr %p) i64 static {
            b0:
              return 0L
            }
            define inner(ptr %p) i64 static {
            b0:
              %0: ptr.stack = alloca 100 "buffer" align 1
              store.8 %0, 1
              %1: i64 = helper 35(%0)
              %2: ptr.function = function @innermost
              %3: i64 = {{call}}
              %4: i64 = load.u8 %0
              return %4
            }
            define innermost(i32 %i, ptr %p) i64 static {
            b0:
              %0: ptr.stack = alloca 220 "buffer" align 1
              store.8 %0, 1
              %1: i64 = helper 35(%0)
              %2: i64 = load.u8 %0
              return %2
            }
            """;
        var bag = new DiagnosticBag();
        CodeGenerator.Generate(IrParser.Parse(text), "test", new SourceMap(), new TargetDescription { KernelVersion = kernel }, bag);
        Assert.Equal(expected is null ? [] : [$"BS0525 the stack of calls within calls is {expected}"], bag.Diagnostics.Select(d => $"{d.Descriptor.Id} {d.Message}"));
    }

    [Fact]
    public void Slots_of_separate_lives_share_bytes()
    {
        var text = Head + """
              %0: ptr.stack = alloca 300 "first" align 8
              %1: ptr.stack = alloca 400 "second" align 8
              store.64 %0, 1L
              %2: i64 = helper 35(%0)
              store.64 %1, 1L
              %3: i64 = helper 35(%1)
              return 0L
            }
            """;
        Assert.NotEmpty(KernelExecutionTests.Compile(text, 3).Programs[0].Instructions);
    }

    [Theory]
    [InlineData(1, true, "i32 = atomic.add.32.fetch %ctx, 1")]
    [InlineData(2, true, "i32 = atomic.add.32.fetch %ctx, 1")]
    [InlineData(2, false, "i64 = atomic.add.64.fetch %ctx, 1L")]
    [InlineData(3, false, "i64 = atomic.add.64.fetch %ctx, 1L")]
    public void Refuses_fetching_atomics_on_32_bits_before_level_3_and_on_kernels_without_them(int level, bool hasAtomics, string operation)
    {
        var bag = new DiagnosticBag();
        var text = Head + $"  %0: {operation}\n  branch %0, b1, b1\nb1:\n  return 0L\n}}\n";
        CodeGenerator.Generate(IrParser.Parse(text), "test", new SourceMap(), new TargetDescription { IsaLevel = level, HasAtomicOperations = hasAtomics }, bag);
        Assert.Equal("BS0501", Assert.Single(bag.Diagnostics).Descriptor.Id);
    }

    [SkippableTheory]
    [InlineData("or")]
    [InlineData("add")]
    [InlineData("xchg")]
    public void Atomics_give_the_old_value_and_change_memory(string kind)
    {
        KernelRunner.Require(level: 3);
        var text = Head + $"""
              %0: ptr.stack = alloca 8 "x" align 8
              store.64 %0, 5L
              %1: i64 = atomic.{kind}.64.fetch %0, 10L
              store.64 %ctx, %1
              %2: i64 = load.u64 %0
              return %2
            """ + "\n}\n";
        var context = new byte[8];
        Assert.Equal(kind == "xchg" ? 10u : 15u, KernelRunner.Run(KernelExecutionTests.Compile(text, 3), context));
        Assert.Equal(5, context[0]);
    }

    [SkippableTheory]
    [InlineData(5, 77, 5)]
    [InlineData(6, 5, 5)]
    public void Compare_exchange_swaps_only_on_a_match(int expected, int result, int old)
    {
        KernelRunner.Require(level: 3);
        var text = Head + $"""
              %0: ptr.stack = alloca 8 "x" align 8
              store.64 %0, 5L
              %1: i64 = atomic.cmpxchg.64.fetch %0, 77L, {expected}L
              store.64 %ctx, %1
              %2: i64 = load.u64 %0
              return %2
            """ + "\n}\n";
        var context = new byte[8];
        Assert.Equal((uint)result, KernelRunner.Run(KernelExecutionTests.Compile(text, 3), context));
        Assert.Equal(old, context[0]);
    }

    [SkippableFact]
    public void Data_sections_and_subprograms_work_in_the_kernel()
    {
        KernelRunner.Require(level: 3);
        var text = """
            global @table section ".rodata" align 4 const bytes "\01\00\00\00\02\00\00\00"
            global @seven section ".data" align 8 bytes "\07\00\00\00\00\00\00\00"
            global @hits section ".bss" align 8 zero 8

            """ + Head + """
              %0: ptr.global = global @table
              %1: ptr.global = ptr_add %0, 4L
              %2: i32 = load.u32 %1
              %3: ptr.global = global @hits
              atomic.add.64 %3, 1L
              %4: i32 = load.u32 %3
              %5: ptr.global = global @seven
              %6: i32 = call @combine(%2, %4, %5)
              %7: i64 = zext %6
              return %7
            }
            define combine(i32 %a, i32 %b, ptr.global %c) i32 static {
            b0:
              %0: i32 = load.u32 %c
              %1: i32 = mul %a, 100
              %2: i32 = mul %b, 10
              %3: i32 = add %1, %2
              %4: i32 = add %3, %0
              return %4
            }
            """;
        var spec = KernelExecutionTests.Compile(text, 3);
        Assert.Equal([".rodata", ".bss", ".data"], spec.Maps.OrderBy(m => m.Name == ".data").Select(m => m.Name));
        Assert.True(spec.Maps.Find(m => m.Name == ".rodata")!.IsReadOnlyData);
        Assert.Equal(217u, KernelRunner.Run(spec, new byte[8]));
    }

    [SkippableTheory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void Jumps_across_a_very_long_function_use_long_jumps_where_they_exist(int level, bool works)
    {
        KernelRunner.Require(level);
        var text = new StringBuilder(Head + "  %0: i64 = load.u64 %ctx\n  %1: i32 = eq %0, 1L\n  branch %1, b1, b2\nb1:\n");
        for (var i = 0; i < 40000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  %{i + 2}: i64 = add %{(i == 0 ? 0 : i + 1)}, 1L\n");
        }

        text.Append("  jump b2\nb2:\n  %40002: i64 = phi [b0: 5L], [b1: %40001]\n  return %40002\n}\n");
        var bag = new DiagnosticBag();
        var spec = CodeGenerator.Generate(IrParser.Parse(text.ToString()), "test", new SourceMap(), new TargetDescription { IsaLevel = level }, bag);
        Assert.Equal(works, bag.Diagnostics.Count == 0);
        if (works)
        {
            Assert.Equal(5u, KernelRunner.Run(spec, new byte[8]));
            Assert.Equal(40001u, KernelRunner.Run(spec, [1, 0, 0, 0, 0, 0, 0, 0]));
        }
    }

    [Fact]
    public void Lines_follow_the_source()
    {
        var sources = new SourceMap();
        var file = sources.AddFile("x.c", "int a;\nint b;\n");
        var module = IrParser.Parse(Head + "  %0: i64 = load.u64 %ctx\n  store.32 %ctx, 1\n  return %0\n}\n");
        module.Functions[0].Entry.Operations[0].Location = new SourceLocation(file.Start + 4);
        module.Functions[0].Entry.Operations[1].Location = new SourceLocation(file.Start + 11);
        var spec = CodeGenerator.Generate(module, "test", sources, new TargetDescription(), new DiagnosticBag());
        Assert.Equal(["x.c"], spec.Files);
        Assert.Equal([new LineRecord(0, 0, 1, 5, "int a;"), new LineRecord(1, 0, 2, 5, "int b;")], spec.Programs[0].Lines);
    }

    [Fact]
    public void Btf_describes_values_in_full_and_pointees_by_name()
    {
        var task = new RecordType("task_struct", false);
        task.Complete([new FieldSymbol { Name = "pid", Type = IntegerType.Int, Offset = 0, Index = 0 }], 4, 4);
        var node = new RecordType("node", false);
        node.Complete(
            [
                new FieldSymbol { Name = "next", Type = new PointerType(node), Offset = 0, Index = 0 },
                new FieldSymbol { Name = "task", Type = new PointerType(task), Offset = 8, Index = 1 },
                new FieldSymbol { Name = "name", Type = new ArrayType(IntegerType.Char, 16), Offset = 16, Index = 2 },
            ],
            32, 8);
        var map = new MapSpec { Name = "m", Type = MapType.Hash };
        var emitter = new BtfEmitter();
        emitter.DescribeMaps([new MapSymbol("m", default, map) { Key = IntegerType.UnsignedInt, Value = node }]);
        var btf = BtfTypes.Parse(emitter.ToArray());
        var value = btf.Get(map.ValueTypeId);
        Assert.Equal((BtfKind.Int, BtfKind.Struct, "node", 32, 3), (btf.Get(map.KeyTypeId).Kind, value.Kind, value.Name, value.Size, value.ItemCount));
        Assert.Equal(map.ValueTypeId, btf.Get(value.Member(0).TypeId).TypeId);
        Assert.Equal(BtfKind.Forward, btf.Get(btf.Get(value.Member(1).TypeId).TypeId).Kind);
        Assert.Equal(16, btf.Get(value.Member(2).TypeId).Array.Length);
    }

    [Fact]
    public void Btf_describes_what_kernel_functions_take_in_full()
    {
        var record = new RecordType("it", false);
        record.Complete([new FieldSymbol { Name = "o", Type = IntegerType.UnsignedLong, Offset = 0, Index = 0 }], 8, 8);
        var emitter = new BtfEmitter();
        emitter.AddExternal(new FunctionSymbol("take", default, new FunctionType(VoidType.Instance, [new PointerType(record)], false, true)));
        var btf = BtfTypes.Parse(emitter.ToArray());
        Assert.Contains(Enumerable.Range(1, btf.Count - 1).Select(id => btf.Get((uint)id)), t => t.Kind == BtfKind.Struct && t.Name == "it");
        Assert.DoesNotContain(Enumerable.Range(1, btf.Count - 1).Select(id => btf.Get((uint)id)), t => t.Kind == BtfKind.Forward);
    }
}
