// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Ir;

public class IrInterpreterTests
{
    [Fact]
    public void Runs_loops_memory_and_calls()
    {
        var machine = new IrInterpreter(IrParser.Parse("""
            global @table section ".data" align 4 bytes "\01\00\00\00\02\00\00\00\03\00\00\00"
            define square(i32 %x) i32 {
            b0:
              %0: i32 = mul %x, %x
              return %0
            }
            define sum(i64 %n) i32 {
            b0:
              %slot: ptr.stack = alloca 4 align 4
              store.32 %slot, 0
              %table: ptr.global = global @table
              jump b1
            b1:
              %i: i64 = phi [b0: 0L], [b2: %next]
              %more: i32 = ult %i, %n
              branch %more, b2, b3
            b2:
              %offset: i64 = mul %i, 4L
              %at: ptr.global = ptr_add %table, %offset
              %x: i32 = load.u32 %at
              %s: i32 = call @square(%x)
              %old: i32 = load.u32 %slot
              %new: i32 = add %old, %s
              store.32 %slot, %new
              store.8 %at, 9
              %next: i64 = add %i, 1L
              jump b1
            b3:
              %result: i32 = load.u32 %slot
              %h: i64 = helper 6(%result)
              return %result
            }
            """));
        Assert.Equal(1 + 4 + 9, machine.Run("sum", 3));
        Assert.Equal(["6(14)"], machine.HelperCalls);
        Assert.Equal([9, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0], machine.ReadGlobal("table"));
        Assert.Throws<InvalidOperationException>(() => machine.Run("sum", 5));
    }

    [Theory]
    [InlineData("udiv", -1, 0, 0)]
    [InlineData("urem", -1, 0, -1)]
    [InlineData("sdiv", int.MinValue, -1, int.MinValue)]
    [InlineData("udiv", -1, 2, int.MaxValue)]
    [InlineData("shl", 1, 33, 2)]
    [InlineData("lshr", -1, 31, 1)]
    [InlineData("ashr", -8, 1, -4)]
    public void Computes_as_BPF_does(string code, int a, int b, int expected)
    {
        var machine = new IrInterpreter(IrParser.Parse($"define f(i32 %a, i32 %b) i32 {{\nb0:\n  %0: i32 = {code} %a, %b\n  return %0\n}}\n"));
        Assert.Equal(expected, machine.Run("f", a, b));
    }
}
