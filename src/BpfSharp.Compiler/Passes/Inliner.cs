// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Passes;

/// <summary>Puts the bodies of called functions in place of the calls, callees first, and removes static functions nobody needs any more.</summary>
/// <remarks>
/// Runs twice: first for the calls that must go (<see cref="RequiredInlining"/>), then, with both sides in SSA form, for those that pay (<see cref="PayingInlining"/>).
/// Recursion is reported: BPF has no growing stack. Allocas of the callee move to the caller's entry block.
/// <code>v = call f(x)   =>   jump f.entry; … return r => jump after; after: v = phi r …</code></remarks>
internal sealed class Inliner(IInlinePolicy policy) : IModulePass
{
    /// <summary>Chains of calls are followed this deep; the kernel itself allows eight.</summary>
    private const int MaxDepth = 256;

    /// <summary>Operations in one function: far more than the verifier goes through.</summary>
    private const int MaxSize = 100_000;

    /// <summary>Operations copied in all: long chains of calls copy the innermost body again and again.</summary>
    private const int MaxCopied = 400_000;

    private readonly Dictionary<Function, bool> finished = [];
    private PassContext context = null!;
    private readonly Dictionary<Function, int> sizes = [];
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
        changed = hasReported = false;
        policy.Begin(module, context);
        foreach (var function in module.Functions)
        {
            Visit(function);
        }

        return RemoveUnused(module) | changed;
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

        finished[function] = false;
        InlineCalls(function);
        finished[function] = true;
        depth--;
        return true;
    }

    private void InlineCalls(Function function)
    {
        // From the last call to the first: what has to move behind an inlined body is then short.
        var calls = CallsIn(function);
        var size = SizeOf(function);
        var isNew = false;
        for (var i = calls.Count - 1; i >= 0; i--)
        {
            var callee = (Function)calls[i].Symbol!;
            if (!Visit(callee))
            {
                context.Diagnostics.Report(CodegenDiagnostics.RecursiveCall, SourceSpan.At(calls[i].Location), callee.Name);
            }
            else if (callee is { IsNoInline: false, Blocks.Count: > 0 } && policy.Wants(function, calls[i], callee))
            {
                size += SizeOf(callee);
                copied += SizeOf(callee);
                if (size > MaxSize || copied > MaxCopied)
                {
                    ReportOnce(CodegenDiagnostics.FunctionGrowsTooLarge, function, function.Name, MaxSize);
                    return;
                }

                Expand(function, calls[i], callee);
                policy.NoteExpansion(callee);
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

    private static void Expand(Function caller, Operation call, Function callee)
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

    private static bool RemoveUnused(Module module)
    {
        var used = new HashSet<Function>();
        var work = new Stack<Function>(module.Functions.Where(f => f.Program is not null || !f.IsStatic));
        foreach (var global in module.Globals)
        {
            foreach (var (_, symbol, _) in global.Addresses)
            {
                if (symbol is Function function)
                {
                    work.Push(function);
                }
            }
        }

        while (work.TryPop(out var function))
        {
            if (!used.Add(function))
            {
                continue;
            }

            foreach (var block in function.Blocks)
            {
                foreach (var operation in block.Operations)
                {
                    if (operation.Symbol is Function mentioned)
                    {
                        work.Push(mentioned);
                    }
                }
            }
        }

        return module.Functions.RemoveAll(f => !used.Contains(f)) > 0;
    }
}
