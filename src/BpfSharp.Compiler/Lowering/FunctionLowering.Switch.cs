// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    /// <summary>Ranges of more values become comparisons before the switch.</summary>
    private const int ExpandedRange = 16;

    private void LowerSwitch(BoundSwitch statement)
    {
        var value = Lower(statement.Value);
        var exit = NewBlock();
        foreach (var c in statement.Cases)
        {
            cases[c] = NewBlock();
        }

        if (statement.DefaultCase is { } d)
        {
            cases[d] = NewBlock();
        }

        var numbers = new List<long>();
        var targets = new List<Block> { statement.DefaultCase is { } otherwise ? cases[otherwise] : exit };
        var seen = new HashSet<long>();
        foreach (var c in statement.Cases)
        {
            if (c.High - c.Low >= ExpandedRange)
            {
                LowerRange(value, c);
                continue;
            }

            for (var number = c.Low; number <= c.High; number++)
            {
                var key = new Constant(value.Type, (long)number).Number;
                if (seen.Add(key))
                {
                    numbers.Add(key);
                    targets.Add(cases[c]);
                }
            }
        }

        builder.Add(new Operation(OpCode.Switch, IrType.Void, value) { Cases = [.. numbers], Targets = [.. targets] });
        StartUnreachable();
        breakTargets.Push(exit);
        Lower(statement.Body);
        breakTargets.Pop();
        Continue(exit);
    }

    /// <summary>low ≤ value ≤ high as one unsigned comparison.</summary>
    private void LowerRange(Value value, BoundCase c)
    {
        var distance = builder.Arithmetic(OpCode.Sub, value, (long)c.Low);
        var inside = builder.Compare(OpCode.ULessEqual, distance, (long)(c.High - c.Low));
        var next = NewBlock();
        builder.Branch(inside, cases[c], next);
        StartBlock(next);
    }

    private void LowerCase(BoundCase c)
    {
        if (cases.TryGetValue(c, out var block))
        {
            Continue(block);
        }
    }
}
