// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Passes;

/// <summary>Writes out loops whose number of iterations is known: those the program asks for, tiny ones, and all where the kernel runs no loops.</summary>
/// <remarks>
/// Each iteration is a copy of the body, the header's phis replaced by their values; the scalar passes then decide the copies' exits. Values used behind
/// the loop go through stack slots, which mem2reg turns into values again. A wish to unroll n by n is granted when the whole loop is at most n
/// iterations; kernels run loops, so more would only make the program longer. Innermost loops first.
/// <code>for (i = 0; i != 2; i++) f(i);   =>   f(0); f(1);</code></remarks>
internal sealed class LoopUnrolling : IFunctionPass
{
    /// <summary>Operations that the loops of a function may add where they must be written out, and what one may become where it may: clang grants wishes up to the latter.</summary>
    private const int RequiredSizeLimit = 50_000, WishedSizeLimit = 16_384;
    private const int IterationLimit = 4096;
    private const int TinySize = 96;

    /// <summary>Loops that were looked at and stay.</summary>
    private readonly HashSet<Block> settled = [];

    /// <summary>Why loops stay, by header. Reported at the end: an inner loop may become countable by unrolling the one around it.</summary>
    private readonly Dictionary<Block, DiagnosticDescriptor> failures = [];

    /// <summary>Of the function as it stands; loops are sought anew once blocks were added.</summary>
    private ControlFlow flow = null!;
    private Dominators dominators = null!;
    private Loops? loops;
    private int next;

    /// <summary>Operations added by loops that must be written out.</summary>
    private long added;

    /// <summary>A loop that must be written out is too large; those around it are larger still.</summary>
    private bool isHopeless;

    public string Name => "unroll";

    public bool Run(Function function, PassContext context)
    {
        settled.Clear();
        failures.Clear();
        loops = null;
        isHopeless = false;
        added = 0;
        Analyse(function);
        var changed = false;
        while (!isHopeless && Next() is { } loop)
        {
            settled.Add(loop.Header);
            Consider(function, loop, context);
            changed = true;
        }

        foreach (var block in function.Blocks)
        {
            if (failures.TryGetValue(block, out var failure))
            {
                context.Diagnostics.Report(failure, SourceSpan.At(block.Terminator!.Location), RequiredSizeLimit);
            }
        }

        return changed;
    }

    private Loop? Next()
    {
        if (loops is null)
        {
            loops = flow.Loops;
            next = 0;
        }

        while (next < loops.InnermostFirst.Count)
        {
            if (loops.InnermostFirst[next++] is var loop && !settled.Contains(loop.Header))
            {
                return loop;
            }
        }

        return null;
    }

    private void Analyse(Function function)
    {
        flow = ControlFlow.Of(function);
        dominators = flow.Dominators;
    }

    private void Consider(Function function, Loop loop, PassContext context)
    {
        var wish = loop.Header.UnrollCount;
        var isForced = !context.Target.HasBoundedLoops;
        var size = loop.Blocks.Sum(b => b.Operations.Count);
        if (!isForced && wish is null && size > TinySize && !WalksContext(loop))
        {
            return; // however often it runs
        }

        var blocks = function.Blocks.Count;
        var preheader = LoopShape.EnsurePreheader(loop, flow);
        var latch = LoopShape.EnsureLatch(loop);
        if (function.Blocks.Count != blocks)
        {
            Analyse(function);
            loops = null;
        }

        if (TripCount.Find(loop, preheader, latch, dominators, IterationLimit) is not { } count)
        {
            if (isForced || wish == 0)
            {
                failures[loop.Header] = isForced ? CodegenDiagnostics.LoopNotCountable : CodegenDiagnostics.UnrollIgnored;
            }

            return;
        }

        if (count == int.MaxValue)
        {
            if (isForced || wish == 0)
            {
                failures[loop.Header] = isForced ? CodegenDiagnostics.LoopTooLarge : CodegenDiagnostics.UnrollTooLarge;
            }

            return;
        }

        var total = (long)loop.Blocks.Sum(b => b.Operations.Count) * (count + 1);
        var isWanted = isForced || wish == 0 || wish >= count || total <= TinySize || WalksContext(loop);
        if (isForced && (added += total - size) > RequiredSizeLimit)
        {
            isHopeless = true;
            failures[loop.Header] = CodegenDiagnostics.LoopTooLarge;
        }
        else if (isWanted && (isForced || total <= WishedSizeLimit))
        {
            Unroll(function, loop, preheader, latch, count);
            Analyse(function);
            loops = null;
        }
    }

    /// <summary>The verifier takes constant offsets into a program's context only.</summary>
    private static bool WalksContext(Loop loop) =>
        loop.Blocks.Any(b => b.Operations.Any(o => o is { Code: OpCode.PointerAdd or OpCode.Phi, Type.IsPointer: true } && IsIntoContext(loop, o, 0)));

    private static bool IsIntoContext(Loop loop, Operation step, int depth)
    {
        foreach (var operand in step.Operands)
        {
            var origin = PointerPath.ObjectOf(operand);
            if (origin is Parameter { Type.Space: AddressSpace.Context } || (depth < 4 && origin is Operation { IsPhi: true } phi && loop.Contains(phi.Block) && IsIntoContext(loop, phi, depth + 1)))
            {
                return step.IsPhi || step.Operands[1] is not Constant;
            }
        }

        return false;
    }

    private static void Unroll(Function function, Loop loop, Block preheader, Block latch, int count)
    {
        DemoteResults(function, loop);
        var blocks = loop.Blocks.ToList();
        var exits = ExitPhis(loop);
        var phis = loop.Header.Phis.ToList();
        FunctionCopy? previous = null;
        for (var iteration = 0; iteration <= count; iteration++)
        {
            var copy = new FunctionCopy(function);
            foreach (var phi in phis)
            {
                copy.Map(phi, previous is null ? phi.IncomingFrom(preheader) : previous.Of(phi.IncomingFrom(latch)));
            }

            copy.Copy(blocks, default);
            copy.Of(loop.Header).UnrollCount = null;
            foreach (var (phi, from, value) in exits)
            {
                phi.AddIncoming(copy.Of(value), copy.Of(from));
            }

            if (previous is null)
            {
                Edges.Retarget(preheader.Terminator!, loop.Header, copy.Of(loop.Header));
            }
            else
            {
                Edges.Retarget(previous.Of(latch).Terminator!, previous.Of(loop.Header), copy.Of(loop.Header));
            }

            previous = copy;
        }

        // The last copy leaves by its exit for certain; its way back leads nowhere.
        var nowhere = function.AddBlock();
        nowhere.Append(new Operation(OpCode.Unreachable, IrType.Void));
        Edges.Retarget(previous!.Of(latch).Terminator!, previous.Of(loop.Header), nowhere);
        Edges.RemoveUnreachable(function);
    }

    private static List<(Operation Phi, Block From, Value Value)> ExitPhis(Loop loop)
    {
        var result = new List<(Operation, Block, Value)>();
        foreach (var block in loop.Blocks)
        {
            var seen = new HashSet<Block>();
            foreach (var successor in block.Successors)
            {
                if (loop.Contains(successor) || !seen.Add(successor))
                {
                    continue;
                }

                foreach (var phi in successor.Phis)
                {
                    result.Add((phi, block, phi.IncomingFrom(block)));
                }
            }
        }

        return result;
    }

    /// <summary>Values of the loop that are used behind it are stored to a slot where they are made and loaded where they are used.</summary>
    private static void DemoteResults(Function function, Loop loop)
    {
        foreach (var block in loop.Blocks)
        {
            foreach (var operation in block.Operations.ToList())
            {
                var outside = operation.Users.Where(u => IsOutsideUse(loop, operation, u)).Distinct().ToList();
                if (outside.Count > 0)
                {
                    Demote(function, block, operation, outside);
                }
            }
        }
    }

    /// <summary>A phi on an exit edge does not count: it gets an operand for each copy.</summary>
    private static bool IsOutsideUse(Loop loop, Operation value, Operation user)
    {
        if (!user.IsPhi)
        {
            return !loop.Contains(user.Block);
        }

        for (var i = 0; i < user.Operands.Count; i++)
        {
            if (ReferenceEquals(user.Operands[i], value) && !loop.Contains(user.Incoming[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static void Demote(Function function, Block block, Operation value, List<Operation> users)
    {
        var width = value.Type.Kind == IrKind.I32 ? 4 : 8;
        var slot = function.Entry.Insert(0, Make.Alloca(width, width, null));
        var at = block.IndexOf(value) + 1;
        while (block.Operations[at].IsPhi)
        {
            at++;
        }

        block.Insert(at, Make.Store(slot, value, width));
        foreach (var user in users)
        {
            for (var i = 0; i < user.Operands.Count; i++)
            {
                if (!ReferenceEquals(user.Operands[i], value))
                {
                    continue;
                }

                var load = Make.Load(value.Type, slot, width);
                if (user.IsPhi)
                {
                    user.Incoming[i].InsertAtEnd(load);
                }
                else
                {
                    user.Block!.InsertBefore(user, load);
                }

                user.SetOperand(i, load);
            }
        }
    }
}
