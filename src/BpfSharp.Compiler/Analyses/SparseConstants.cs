// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Analyses;

/// <summary>Which values of a function are constant and which blocks control can reach, found together (Wegman and Zadeck): only edges that can be taken count.</summary>
internal sealed class SparseConstants
{
    private enum State : byte
    {
        /// <summary>Nothing known yet.</summary>
        Open,
        Constant,
        Varies,
    }

    // By the operations' numbers, which this analysis gives them.
    private readonly State[] states;
    private readonly Constant?[] constants;

    private readonly BitSet reached;
    private readonly HashSet<long> takenEdges = [];
    private readonly Constant?[] parameters;
    private readonly Stack<(Block From, Block To)> edges = [];
    private readonly Stack<Operation> values = [];
    private readonly Constant[] folded = new Constant[3];

    private SparseConstants(Function function)
    {
        var (count, limit) = (0, 0);
        foreach (var block in function.Blocks)
        {
            limit = Math.Max(limit, block.Id + 1);
            foreach (var operation in block.Operations)
            {
                operation.Number = count++;
            }
        }

        states = new State[count];
        constants = new Constant?[count];
        reached = new BitSet(limit);
        parameters = new Constant?[function.Parameters.Count];
    }

    /// <param name="arguments">What is known of the parameters, by index: null for "varies". May be shorter than they are.</param>
    /// <remarks>The result is good until the operations are numbered anew.</remarks>
    public static SparseConstants Of(Function function, params ReadOnlySpan<Constant?> arguments)
    {
        var result = new SparseConstants(function);
        arguments[..Math.Min(arguments.Length, result.parameters.Length)].CopyTo(result.parameters);
        result.Solve(function);
        return result;
    }

    public bool IsReached(Block block) => reached.Contains(block.Id);

    /// <summary>The constant an operation always yields, or null.</summary>
    public Constant? ValueOf(Operation operation) => constants[operation.Number];

    public static Block TargetOf(Operation end, Constant constant) =>
        end.Code == OpCode.Branch ? end.Targets[constant.Number != 0 ? 0 : 1] : end.Targets[Array.IndexOf(end.Cases, constant.Number) + 1];

    private void Solve(Function function)
    {
        Enter(function.Entry);
        while (true)
        {
            if (values.TryPop(out var changed))
            {
                foreach (var user in changed.Users)
                {
                    if (user.Block is { } block && reached.Contains(block.Id))
                    {
                        Visit(user);
                    }
                }
            }
            else if (edges.TryPop(out var edge))
            {
                Follow(edge);
            }
            else
            {
                return;
            }
        }
    }

    private void Follow((Block From, Block To) edge)
    {
        if (!takenEdges.Add(Key(edge.From, edge.To)))
        {
            return;
        }

        if (!reached.Contains(edge.To.Id))
        {
            Enter(edge.To);
            return;
        }

        foreach (var phi in edge.To.Operations)
        {
            if (!phi.IsPhi)
            {
                break;
            }

            Visit(phi);
        }
    }

    private void Enter(Block block)
    {
        reached.Add(block.Id);
        foreach (var operation in block.Operations)
        {
            Visit(operation);
        }
    }

    private void Visit(Operation operation)
    {
        if (operation.IsTerminator)
        {
            VisitTerminator(operation);
            return;
        }

        ref var state = ref states[operation.Number];
        if (state == State.Varies)
        {
            return;
        }

        var (isKnown, value) = operation.IsPhi ? EvaluatePhi(operation) : Evaluate(operation);
        if (!isKnown || (state == State.Constant && value is not null && constants[operation.Number]!.Number == value.Number))
        {
            return;
        }

        state = value is null ? State.Varies : State.Constant;
        constants[operation.Number] = value;
        values.Push(operation);
    }

    private void VisitTerminator(Operation end)
    {
        if (end.Code is OpCode.Branch or OpCode.Switch)
        {
            var (isKnown, value) = Lookup(end.Operands[0]);
            if (!isKnown)
            {
                return;
            }

            if (value is not null)
            {
                edges.Push((end.Block!, TargetOf(end, value)));
                return;
            }
        }

        foreach (var target in end.Targets)
        {
            edges.Push((end.Block!, target));
        }
    }

    private (bool IsKnown, Constant? Value) Lookup(Value value) => value switch
    {
        Constant constant => (true, constant),
        Operation operation => (states[operation.Number] != State.Open, constants[operation.Number]),
        Parameter parameter => (true, parameters[parameter.Index]),
        _ => (true, null),
    };

    private (bool IsKnown, Constant? Value) EvaluatePhi(Operation phi)
    {
        Constant? found = null;
        for (var i = 0; i < phi.Operands.Count; i++)
        {
            // An uninitialised value agrees with whatever the other paths bring.
            if (!takenEdges.Contains(Key(phi.Incoming[i], phi.Block!)) || phi.Operands[i] is Undefined)
            {
                continue;
            }

            var (isKnown, value) = Lookup(phi.Operands[i]);
            if (!isKnown)
            {
                continue;
            }

            if (value is null || (found is not null && found.Number != value.Number))
            {
                return (true, null);
            }

            found = value;
        }

        return (found is not null, found);
    }

    private (bool IsKnown, Constant? Value) Evaluate(Operation operation)
    {
        var count = operation.Operands.Count;
        if (operation.HasSideEffects || count is 0 or > 3 || operation.Code is OpCode.Load or OpCode.Alloca)
        {
            return (true, null);
        }

        var varies = false;
        for (var i = 0; i < count; i++)
        {
            var (isKnown, value) = Lookup(operation.Operands[i]);
            if (!isKnown)
            {
                return (false, null);
            }

            varies |= value is null;
            folded[i] = value!;
        }

        return (true, varies ? null : Folding.Fold(operation, folded.AsSpan(0, count)));
    }

    private static long Key(Block from, Block to) => (long)from.Id << 32 | (uint)to.Id;
}
