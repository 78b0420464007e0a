// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Passes;

namespace BpfSharp.Tests.Compiler.Passes;

/// <summary>How large a loop may become.</summary>
public class LoopUnrollingTests
{
    [Theory]
    [InlineData(100, true, true)]
    [InlineData(300, true, false)]
    [InlineData(300, false, true)]
    public void A_wish_is_granted_up_to_a_size_that_old_kernels_may_exceed(int count, bool hasLoops, bool isWrittenOut)
    {
        var text = new StringBuilder($$"""
            define f(i64 %x) i64 {
            b0:
              jump b1
            b1: unroll 0
              %0: i64 = phi [b0: 0L], [b2: %1]
              %1: i64 = add %0, 1L
              %2: i32 = ult %0, {{count}}L
              branch %2, b2, b3
            b2:

            """);
        for (var i = 3; i < 103; i++)
        {
            text.Append($"  %{i}: i64 = helper 5()\n");
        }

        var module = IrParser.Parse(text + "  jump b1\nb3:\n  return 0L\n}\n");
        new LoopUnrolling().Run(module.Functions[0], new PassContext(module, new TargetDescription { IsaLevel = 3, HasBoundedLoops = hasLoops }, new DiagnosticBag()));

        Assert.Equal(isWrittenOut, module.Functions[0].Blocks.Count > 4);
    }
}
