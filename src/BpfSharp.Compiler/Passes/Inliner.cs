// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Passes;

/// <summary>Puts the bodies of called functions in place of the calls, and removes static functions nobody needs any more.</summary>
/// <remarks>
/// Runs twice: first for the calls that must go (<see cref="RequiredInlining"/>), then, with both sides in SSA form, for those that pay (<see cref="PayingInlining"/>).
/// Callees come first, and a large one is simplified before it is copied; one that is called once and must go is not copied at all: it moves to its caller,
/// its own calls with it. Recursion that is no loop is reported: BPF has no growing stack. Allocas of the callee move to the caller's entry block.
/// <code>v = call f(x)   =>   jump f.entry; … return r => jump after; after: v = phi r …</code></remarks>
/// <param name="simplify">What makes a function smaller.</param>
internal sealed class Inliner(IInlinePolicy policy, Action<Function>? simplify = null) : IModulePass
{
    /// <summary>Chains of calls are followed this deep; the kernel itself allows eight.</summary>
    private const int MaxDepth = 256;

    /// <summary>Operations in one function: far more than the verifier goes through.</summary>
    private const int MaxSize = 100_000;

    /// <summary>Operations copied in all: long chains of calls copy the innermost body again and again.</summary>
    private const int MaxCopied = 400_000;

    /// <summary>A callee larger than this is simplified before it is copied.</summary>
    private const int Large = 400;

    private readonly Dictionary<Function, bool> finished = [];
    private readonly Dictionary<Function, int> sizes = [];
    private FunctionUses uses = null!;
    private PassContext context = null!;
    private bool changed;
    private bool hasReported;
    private int copied;
    private int depth;

    public string Name => policy.Name;

    public bool Run(Module module, PassContext context)
    {
        this.context = context;
        finished.Clear();
        sizes.Clear();
        copied = 0;
        hasReported = false;
        changed = FunctionUses.RemoveUnused(module);
        uses = new FunctionUses(module);
        policy.Begin(module, context);
        foreach (var function in module.Functions.OrderBy(f => uses.Of(f) > 0))
        {
            // What others call is visited from there, unless it is only mentioned.
            Visit(function);
        }

        return FunctionUses.RemoveUnused(module) | changed;
    }

    /// <summary>Inlines into <paramref name="function"/> after its callees are done; false when it is being worked on: a recursion.</summary>
    private bool Visit(Function function)
    {
        if (finished.TryGetValue(function, out var done))
        {
            return done;
        }

        if (hasReported)
        {
            return true;
        }

        if (++depth > MaxDepth)
        {
            ReportOnce(CodegenDiagnostics.CallsTooDeep, function, function.Name, MaxDepth);
            depth--;
            return true;
        }

        if (CallsIn(function).Exists(c => ReferenceEquals(c.Symbol, function)))
        {
            simplify?.Invoke(function);
            changed |= new TailRecursion().Run(function, context);
        }

        finished[function] = false;
        InlineCalls(function);
        if (!hasReported && uses.Of(function) > 0 && SizeOf(function) > Large)
        {
            simplify?.Invoke(function);
        }

        finished[function] = true;
        depth--;
        return true;
    }

    private void InlineCalls(Function function)
    {
        // From the last call to the first: what has to move behind an inlined body is then short.
        var calls = new Stack<Operation>(CallsIn(function));
        var size = SizeOf(function);
        var isNew = false;
        while (!hasReported && calls.TryPop(out var call))
        {
            var callee = (Function)call.Symbol!;
            var moves = MovesTo(function, callee);
            if (!moves && !Visit(callee))
            {
                context.Diagnostics.Report(CodegenDiagnostics.RecursiveCall, SourceSpan.At(call.Location), callee.Name);
            }
            else if (callee is { IsNoInline: false, Blocks.Count: > 0 } && policy.Wants(function, call, callee))
            {
                size += SizeOf(callee);
                copied += moves ? 0 : SizeOf(callee);
                if (size > MaxSize || copied > MaxCopied)
                {
                    ReportOnce(CodegenDiagnostics.FunctionGrowsTooLarge, function, function.Name, MaxSize);
                    return;
                }

                Replace(function, call, callee, moves ? calls : null);
                isNew = true;
            }
        }

        if (isNew)
        {
            // Bodies come with a block at either end that only jumps: the next caller shall not copy those too.
            new SimplifyControlFlow().Run(function, context);
            changed = true;
        }
    }

    /// <summary>Whether the callee's body, with the calls in it, goes to this caller and nowhere else.</summary>
    private bool MovesTo(Function caller, Function callee) =>
        callee is { IsStatic: true, IsNoInline: false, Program: null, Blocks.Count: > 0 } && !ReferenceEquals(caller, callee)
        && !finished.ContainsKey(callee) && uses.Of(callee) == 1 && policy.IsCertain(callee);

    /// <param name="open">Takes the calls in the body when they are still to be looked at.</param>
    private void Replace(Function function, Operation call, Function callee, Stack<Operation>? open)
    {
        var inner = CallsIn(callee);
        var copy = Expand(function, call, callee);
        uses.Remove(callee);
        if (open is null)
        {
            uses.AddFrom(callee);
        }
        else
        {
            finished[callee] = true;
            callee.Blocks.Clear();
            inner.ForEach(c => open.Push((Operation)copy.Of(c)));
        }

        policy.NoteExpansion(callee);
    }

    /// <summary>Operations of a function; remembered once nothing is put into it any more.</summary>
    private int SizeOf(Function function)
    {
        if (!sizes.TryGetValue(function, out var size))
        {
            size = function.Blocks.Sum(b => b.Operations.Count);
            if (finished.GetValueOrDefault(function))
            {
                sizes.Add(function, size);
            }
        }

        return size;
    }

    private void ReportOnce(DiagnosticDescriptor descriptor, Function function, params ReadOnlySpan<object> arguments)
    {
        if (!hasReported)
        {
            hasReported = true;
            context.Diagnostics.Report(descriptor, function.Source?.Span ?? default, arguments);
        }
    }

    private static List<Operation> CallsIn(Function function)
    {
        var calls = new List<Operation>();
        foreach (var block in function.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                if (operation.Code == OpCode.Call)
                {
                    calls.Add(operation);
                }
            }
        }

        return calls;
    }

    private static FunctionCopy Expand(Function caller, Operation call, Function callee)
    {
        var before = call.Block!;
        var after = caller.AddBlock();
        before.MoveTail(before.IndexOf(call) + 1, after);
        foreach (var successor in after.Successors)
        {
            Edges.RenamePredecessor(successor, before, after);
        }

        var copy = new FunctionCopy(caller);
        for (var i = 0; i < callee.Parameters.Count; i++)
        {
            copy.Map(callee.Parameters[i], i < call.Operands.Count ? call.Operands[i] : new Undefined(callee.Parameters[i].Type));
        }

        copy.Copy(callee.Blocks, call.Location);
        before.Append(Make.Jump(copy.Of(callee.Entry)));
        var result = JoinReturns(callee, copy, after);
        call.ReplaceWith(result ?? (Value)new Undefined(call.Type));
        MoveAllocas(callee, copy, caller.Entry);
        return copy;
    }

    private static Operation? JoinReturns(Function callee, FunctionCopy copy, Block after)
    {
        var returns = callee.Blocks.Where(b => b.Terminator!.Code == OpCode.Return).Select(copy.Of).ToList();
        Operation? phi = callee.ResultType.IsVoid || returns.Count == 0 ? null : new Operation(OpCode.Phi, callee.ResultType);
        foreach (var block in returns)
        {
            var end = block.Terminator!;
            phi?.AddIncoming(end.Operands.Count > 0 ? end.Operands[0] : new Undefined(callee.ResultType), block);
            block.SetTerminator(Make.Jump(after));
        }

        return phi is null ? null : after.Insert(0, phi);
    }

    private static void MoveAllocas(Function callee, FunctionCopy copy, Block entry)
    {
        var moved = new List<Operation>();
        var home = copy.Of(callee.Entry);
        var rest = new List<Operation>();
        foreach (var operation in home.Operations)
        {
            (operation.Code == OpCode.Alloca ? moved : rest).Add(operation);
        }

        if (moved.Count > 0)
        {
            home.SetOperations(rest);
            entry.SetOperations([.. moved, .. entry.Operations]);
        }
    }
}
