// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Isa;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;
using BpfSharp.Tests.Support;
using BpfSharp.Vm;
using Kind = BpfSharp.Compiler.Dialect;

namespace BpfSharp.Tests.Compiler.Codegen;

/// <summary>Loads that acquire and stores that release, at the level and on the kernels that have them; plain ones elsewhere.</summary>
public class OrderedAccessTests
{
    private const string Text = """
        signed char narrow = -3; unsigned short half = 0xfff0; int word = -70000; unsigned long wide = 1ul << 40; char *pointer;
        __attribute__((section("syscall"), used)) int f(int *context)
        {
            long sum = __atomic_load_n(&narrow, __ATOMIC_ACQUIRE) + __atomic_load_n(&half, __ATOMIC_SEQ_CST) + __atomic_load_n(&word, __ATOMIC_CONSUME);
            sum += (__atomic_load_n(&wide, __ATOMIC_ACQUIRE) >> 40) + (long)__atomic_load_n(&pointer, __ATOMIC_ACQUIRE);
            __atomic_store_n(&narrow, sum, __ATOMIC_RELEASE);
            __atomic_store_n(&half, 0x12345, __ATOMIC_SEQ_CST);
            __atomic_store_n(&word, (int)sum, __ATOMIC_RELEASE);
            __atomic_store_n(&wide, sum, __ATOMIC_RELEASE);
            __sync_lock_release(&pointer);
            return sum == -3 + 0xfff0 - 70000 + 1 && narrow == (signed char)sum && half == 0x2345 && word == sum && wide == sum ? 7 : 0;
        }
        char license[] __attribute__((section("license"), used)) = "GPL";
        """;

    [Theory]
    [InlineData(4, true, 5, 5)]
    [InlineData(4, false, 0, 0)]
    [InlineData(3, true, 0, 0)]
    [InlineData(1, true, 0, 0)]
    public void Are_ordered_where_instructions_for_it_exist(int level, bool hasOrder, int loads, int stores)
    {
        var spec = Compile(Text, level, hasOrder);
        Assert.Equal((loads, stores), (Count(spec, AtomicOperation.LoadAcquire), Count(spec, AtomicOperation.StoreRelease)));
        Assert.Equal(7UL, new BpfMachine(spec).Run("f", new byte[8]));
    }

    [SkippableTheory]
    [InlineData(4)]
    [InlineData(3)]
    public void Run_in_the_kernel(int level)
    {
        KernelRunner.Require(level);
        var hasOrder = KernelRelease.Code >= KernelRelease.Make(6, 15);
        Assert.Equal(7U, KernelRunner.Run(Compile(Text, level, hasOrder), new byte[8]));
    }

    [Theory]
    [InlineData("return __atomic_load_n(&shared, __ATOMIC_RELAXED);")]
    [InlineData("__atomic_store_n(&shared, 5, __ATOMIC_RELAXED); return 0;")]
    [InlineData("int own = context[0]; __atomic_store_n(&own, 5, __ATOMIC_RELEASE); return __atomic_load_n(&own, __ATOMIC_ACQUIRE);")]
    [InlineData("return __atomic_load_n(context, __ATOMIC_ACQUIRE);")]
    public void Are_plain_where_nobody_asks_or_the_kernel_allows_no_others(string body)
    {
        var spec = Compile($$"""int shared; __attribute__((section("syscall"), used)) int f(int *context) { {{body}} }""", 4, true);
        Assert.Equal((0, 0), (Count(spec, AtomicOperation.LoadAcquire), Count(spec, AtomicOperation.StoreRelease)));
    }

    [Fact]
    public void Loads_behind_one_that_acquires_are_made_again()
    {
        var spec = Compile("""
            int data, ready;
            __attribute__((section("syscall"), used)) int f(int *context) { int before = data; return __atomic_load_n(&ready, __ATOMIC_ACQUIRE) ? data - before : 0; }
            """, 4, true);
        Assert.Equal(2, spec.Programs[0].Instructions.Count(i => i.Class == InstructionClass.Ldx));
    }

    private static ObjectSpec Compile(string text, int level, bool hasOrder)
    {
        var result = CCompiler.Compile(text, "test.c", new CompileOptions { Dialect = Kind.Libbpf }, new TargetDescription { IsaLevel = level, HasLoadAcquire = hasOrder });
        Assert.True(result.Object is not null, string.Join("\n", result.Diagnostics.Select(d => d.Message)));
        return result.Object;
    }

    private static int Count(ObjectSpec spec, AtomicOperation operation) =>
        spec.Programs[0].Instructions.Count(i => i.IsAtomic() && (AtomicOperation)i.Immediate == operation);
}
