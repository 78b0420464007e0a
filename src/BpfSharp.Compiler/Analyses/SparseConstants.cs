// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Analyses;

/// <summary>Which values of a function are constant and which blocks control can reach, found together (Wegman and Zadeck): only edges that can be taken count.</summary>
internal sealed class SparseConstants
{
    /// <summary>A constant, or null for "varies"; absent for "nothing known yet".</summary>
    private readonly Dictionary<Operation, Constant?> known = [];
    private readonly HashSet<(Block From, Block To)> takenEdges = [];
    private readonly HashSet<Block> reached = [];
    private readonly Dictionary<Parameter, Constant?> parameters = [];
    private readonly Queue<(Block From, Block To)> edges = [];
    private readonly Queue<Operation> values = [];

    /// <param name="arguments">What is known of the parameters, by index: null for "varies". May be shorter than they are.</param>
    public static SparseConstants Of(Function function, params ReadOnlySpan<Constant?> arguments)
    {
        var result = new SparseConstants();
        for (var i = 0; i < Math.Min(arguments.Length, function.Parameters.Count); i++)
        {
            result.parameters[function.Parameters[i]] = arguments[i];
        }

        result.Solve(function);
        return result;
    }

    public bool IsReached(Block block) => reached.Contains(block);

    /// <summary>The constant an operation always yields, or null.</summary>
    public Constant? ValueOf(Operation operation) => known.GetValueOrDefault(operation);

    public static Block TargetOf(Operation end, Constant constant) =>
        end.Code == OpCode.Branch ? end.Targets[constant.Number != 0 ? 0 : 1] : end.Targets[Array.IndexOf(end.Cases, constant.Number) + 1];

    private void Solve(Function function)
    {
        Enter(function.Entry);
        while (true)
        {
            if (values.TryDequeue(out var changed))
            {
                foreach (var user in changed.Users)
                {
                    if (user.Block is { } block && reached.Contains(block))
                    {
                        Visit(user);
                    }
                }
            }
            else if (edges.TryDequeue(out var edge))
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
        if (!takenEdges.Add(edge))
        {
            return;
        }

        if (!reached.Contains(edge.To))
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
        reached.Add(block);
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

        if (known.TryGetValue(operation, out var before) && before is null)
        {
            return;
        }

        var (isKnown, value) = operation.IsPhi ? EvaluatePhi(operation) : Evaluate(operation);
        if (!isKnown || (known.ContainsKey(operation) && value is not null && before!.Number == value.Number))
        {
            return;
        }

        known[operation] = value;
        values.Enqueue(operation);
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
                edges.Enqueue((end.Block!, TargetOf(end, value)));
                return;
            }
        }

        foreach (var target in end.Targets)
        {
            edges.Enqueue((end.Block!, target));
        }
    }

    private (bool IsKnown, Constant? Value) Lookup(Value value) => value switch
    {
        Constant constant => (true, constant),
        Operation operation => (known.TryGetValue(operation, out var found), found),
        Parameter parameter => (true, parameters.GetValueOrDefault(parameter)),
        _ => (true, null),
    };

    private (bool IsKnown, Constant? Value) EvaluatePhi(Operation phi)
    {
        Constant? found = null;
        for (var i = 0; i < phi.Operands.Count; i++)
        {
            // An uninitialised value agrees with whatever the other paths bring.
            if (!takenEdges.Contains((phi.Incoming[i], phi.Block!)) || phi.Operands[i] is Undefined)
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

        var constants = new Constant[count];
        var varies = false;
        for (var i = 0; i < count; i++)
        {
            var (isKnown, value) = Lookup(operation.Operands[i]);
            if (!isKnown)
            {
                return (false, null);
            }

            varies |= value is null;
            constants[i] = value!;
        }

        return (true, varies ? null : Folding.Fold(operation, constants));
    }
}
