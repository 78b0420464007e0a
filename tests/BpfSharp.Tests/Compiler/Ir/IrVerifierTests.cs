// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Tests.Compiler.Ir;

public class IrVerifierTests
{
    private static string? Find(string body) => IrVerifier.FindViolation(
        IrParser.Parse("map @m Hash key 4 value 8 entries 1\ndefine g(i32 %x) i64 {\nb0:\n  return 0L\n}\ndefine f(ptr %p, i64 %n, i32 %c) i32 {\n" + body + "\n}\n").Functions[1]);

    [Theory]
    [InlineData("b0:\n  %0: i32 = add %c, 1L\n  return 0", "add in b0: takes two operands of its integer type")]
    [InlineData("b0:\n  %0: i32 = neg %n\n  return 0", "neg in b0")]
    [InlineData("b0:\n  %0: i32 = extend.s32 %c\n  return 0", "bad width")]
    [InlineData("b0:\n  %0: i32 = bswap.64 %c\n  return 0", "bad width")]
    [InlineData("b0:\n  %0: i64 = zext %n\n  return 0", "no conversion")]
    [InlineData("b0:\n  %0: ptr = to_ptr %c\n  return 0", "no conversion")]
    [InlineData("b0:\n  %0: i32 = eq %p, %n\n  return 0", "compares two values of one type")]
    [InlineData("b0:\n  %0: i64 = eq %n, %n\n  return 0", "giving i32")]
    [InlineData("b0:\n  %0: i64 = select %c, 1L, 2\n  return 0", "select")]
    [InlineData("b0:\n  %0: ptr = ptr_add %p, 4\n  return 0", "takes a pointer and an i64")]
    [InlineData("b0:\n  %0: i32 = load.u64 %p\n  return 0", "width 8 for i32")]
    [InlineData("b0:\n  %0: i32 = load.u32 %n\n  return 0", "takes a pointer")]
    [InlineData("b0:\n  store.64 %p, %c\n  return 0", "width 8 for i32")]
    [InlineData("b0:\n  store.32 %p, %p\n  return 0", "pointers are 8 bytes")]
    [InlineData("b0:\n  memset %p, 0L size 4\n  return 0", "memset")]
    [InlineData("b0:\n  atomic.add.16 %p, %c\n  return 0", "bad width")]
    [InlineData("b0:\n  atomic.add.64 %p, %c\n  return 0", "narrower than the access")]
    [InlineData("b0:\n  atomic.cmpxchg.32.fetch %p, %c\n  return 0", "takes a pointer and 2 values")]
    [InlineData("b0:\n  %0: i64 = helper 1(%p, %p, %p, %p, %p, %p)\n  return 0", "more than five")]
    [InlineData("b0:\n  %0: i32 = call @g(%c)\n  return 0", "result type")]
    [InlineData("b0:\n  %0: i64 = call @g()\n  return 0", "number of arguments")]
    [InlineData("b0:\n  %0: i64 = call @g(%n)\n  return 0", "another type than its parameter")]
    [InlineData("b0:\n  return 0L", "does not return the function's type")]
    [InlineData("b0:\n  branch %p, b1, b1\nb1:\n  return 0", "takes an integer")]
    [InlineData("b0:\n  switch %c [1: b1, 1: b1] else b1\nb1:\n  return 0", "a case appears twice")]
    [InlineData("b0:\n  %0: i32 = add %c, 1", "b0 has no terminator")]
    [InlineData("b0:\n  return 0\n  return 1", "a terminator before the end")]
    [InlineData("b0:\n  jump b0", "the entry block has predecessors")]
    [InlineData("b0:\n  jump b1\nb1:\n  %0: ptr.stack = alloca 4\n  return 0", "an alloca outside the entry block")]
    [InlineData("b0:\n  %0: ptr.stack = alloca 5 align 5\n  return 0", "an alignment that is no power of two")]
    [InlineData("b0:\n  jump b1\nb1:\n  %0: i32 = add %c, 1\n  %1: i32 = phi [b0: 1]\n  return 0", "a phi after other operations")]
    [InlineData("b0:\n  branch %c, b1, b2\nb1:\n  jump b2\nb2:\n  %0: i32 = phi [b0: 1]\n  return 0", "1 incoming values for 2 predecessors")]
    [InlineData("b0:\n  branch %c, b1, b2\nb1:\n  jump b2\nb2:\n  %0: i32 = phi [b0: 1], [b0: 2]\n  return 0", "a predecessor has no incoming value")]
    [InlineData("b0:\n  jump b1\nb1:\n  %0: i32 = phi [b0: 1L]\n  return 0", "an incoming value has another type")]
    [InlineData("b0:\n  %0: i32 = add %1, 1\n  %1: i32 = add %c, 1\n  return %0", "comes later in the block")]
    [InlineData("b0:\n  branch %c, b1, b2\nb1:\n  %0: i32 = add %c, 1\n  jump b2\nb2:\n  return %0", "does not dominate")]
    [InlineData("b0:\n  branch %c, b1, b2\nb1:\n  %0: i32 = add %c, 1\n  jump b2\nb2:\n  %1: i32 = phi [b0: %0], [b1: 0]\n  return %1", "does not dominate")]
    public void Names_the_broken_rule(string body, string rule) => Assert.Contains(rule, Find(body) ?? "sound", StringComparison.Ordinal);

    [Theory]
    [InlineData("b0:\n  branch %c, b1, b2\nb1:\n  %0: i32 = add %c, 1\n  jump b2\nb2:\n  %1: i32 = phi [b0: 7], [b1: %0]\n  return %1")]
    [InlineData("b0:\n  jump b1\nb1:\n  %0: i32 = phi [b0: 0], [b1: %1]\n  %1: i32 = add %0, 1\n  branch %1, b1, b2\nb2:\n  return %1")]
    [InlineData("b0:\n  switch %c [1: b1, 2: b1] else b1\nb1:\n  %0: i32 = phi [b0: 7]\n  return %0")]
    [InlineData("b0:\n  return 0\nb1:\n  jump b2\nb2:\n  return 1")]
    public void Accepts_sound_functions(string body) => Assert.Null(Find(body));

    [Fact]
    public void Notices_an_operation_whose_operands_were_not_let_go()
    {
        var function = IrParser.Parse("define f(i32 %c) i32 {\nb0:\n  %0: i32 = add %c, 1\n  return %c\n}\n").Functions[0];
        function.Entry.Detach(function.Entry.Operations[0]);
        Assert.Contains("users listed", IrVerifier.FindViolation(function), StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_the_function_when_it_throws()
    {
        var function = IrParser.Parse("define f() i32 {\nb0:\n  return 0L\n}\n").Functions[0];
        Assert.Contains("return 0L", Assert.Throws<InvalidIrException>(() => IrVerifier.Verify(function)).Message, StringComparison.Ordinal);
    }
}
