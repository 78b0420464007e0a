// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    private void Lower(BoundStatement statement)
    {
        if (statement.Span.Start.IsKnown)
        {
            builder.Location = statement.Span.Start;
        }

        switch (statement)
        {
            case BoundBlock block:
                foreach (var item in block.Statements)
                {
                    Lower(item);
                }

                break;
            case BoundLocal local:
                LowerLocal(local);
                break;
            case BoundExpressionStatement e:
                LowerDiscarded(e.Expression);
                break;
            case BoundIf i:
                LowerIf(i);
                break;
            case BoundLoop loop:
                LowerLoop(loop);
                break;
            case BoundSwitch s:
                LowerSwitch(s);
                break;
            case BoundCase c:
                LowerCase(c);
                break;
            case BoundLabel label:
                Continue(BlockOf(label.Label));
                break;
            case BoundGoto g:
                JumpAway(BlockOf(g.Label));
                break;
            case BoundBreak:
                JumpAway(breakTargets.TryPeek(out var afterwards) ? afterwards : null);
                break;
            case BoundContinue:
                JumpAway(continueTargets.TryPeek(out var again) ? again : null);
                break;
            case BoundReturn r:
                LowerReturn(r);
                break;
            case BoundAsm asm:
                LowerAsm(asm);
                break;
        }
    }

    private void LowerLocal(BoundLocal local)
    {
        if (local.Variable.HasStaticStorage || local.Variable.Map is not null)
        {
            return;
        }

        var slot = DeclareLocal(local.Variable);
        if (local.Initializer is { } initializer)
        {
            Initialize(slot, initializer, slot.Align);
        }
    }

    private void LowerIf(BoundIf statement)
    {
        var then = NewBlock();
        var join = NewBlock();
        var otherwise = statement.Else is null ? join : NewBlock();
        LowerCondition(statement.Condition, then, otherwise);
        StartBlock(then);
        Lower(statement.Then);
        if (statement.Else is not null)
        {
            JumpAway(join);
            StartBlock(otherwise);
            Lower(statement.Else);
        }

        Continue(join);
    }

    private void LowerLoop(BoundLoop loop)
    {
        if (loop.Initializer is not null)
        {
            Lower(loop.Initializer);
        }

        var condition = NewBlock();
        var body = NewBlock();
        var step = loop.Step is null ? condition : NewBlock();
        var exit = NewBlock();
        (loop.Kind == LoopKind.DoWhile ? body : condition).UnrollCount = loop.Unroll.Count;
        if (loop.Kind != LoopKind.DoWhile)
        {
            Continue(condition);
            LoopCondition(loop, body, exit);
            StartBlock(body);
        }
        else
        {
            Continue(body);
        }

        breakTargets.Push(exit);
        continueTargets.Push(step);
        Lower(loop.Body);
        breakTargets.Pop();
        continueTargets.Pop();
        if (loop.Step is not null)
        {
            Continue(step);
            LowerDiscarded(loop.Step);
        }

        if (loop.Kind == LoopKind.DoWhile)
        {
            Continue(condition);
            LoopCondition(loop, body, exit);
        }
        else
        {
            JumpAway(condition);
        }

        StartBlock(exit);
    }

    private void LoopCondition(BoundLoop loop, Block body, Block exit)
    {
        if (loop.Condition is null)
        {
            builder.Jump(body);
        }
        else
        {
            LowerCondition(loop.Condition, body, exit);
        }
    }

    private Block BlockOf(LabelSymbol label)
    {
        if (!labels.TryGetValue(label, out var block))
        {
            labels.Add(label, block = NewBlock());
        }

        return block;
    }

    /// <summary>Jumps and goes on where nothing arrives; null (a stray break, already reported) does nothing.</summary>
    private void JumpAway(Block? target)
    {
        if (target is not null)
        {
            builder.Jump(target);
            StartUnreachable();
        }
    }

    private void LowerReturn(BoundReturn statement)
    {
        if (statement.Value is null || statement.Value.Type.Canonical is VoidType)
        {
            if (statement.Value is not null)
            {
                LowerDiscarded(statement.Value);
            }

            ReturnNothing();
            return;
        }

        var value = Lower(statement.Value);
        if (LoweredTypes.IsMemory(symbol.Type.Result.Type))
        {
            builder.Copy(function.Parameters[0], value, symbol.Type.Result.Type.Size);
            builder.Make(OpCode.Return, IrType.Void);
        }
        else if (function.ResultType.Kind == value.Type.Kind)
        {
            builder.Make(OpCode.Return, IrType.Void, value);
        }
        else
        {
            ReturnNothing(); // an error was reported
            return;
        }

        StartUnreachable();
    }

    private void ReturnNothing()
    {
        if (function.ResultType.IsVoid)
        {
            builder.Make(OpCode.Return, IrType.Void);
        }
        else
        {
            builder.Make(OpCode.Return, IrType.Void, function.Program is null ? new Undefined(function.ResultType) : new Constant(function.ResultType, 0));
        }

        StartUnreachable();
    }
}
