// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Sparse conditional constant propagation (Wegman and Zadeck): constants through phis, looking only at edges that can be taken.</summary>
/// <remarks>Values found constant are replaced and decided branches become jumps; the dead sides are left to simplify-cfg. Linear in uses and edges.
/// <code>b1: i = phi [b0: 1], [b2: 1]; branch i, b2, b3   =>   b1: jump b2</code></remarks>
internal sealed class ConstantPropagation : IFunctionPass
{
    public string Name => "sccp";

    public bool Run(Function function, PassContext context)
    {
        var state = new State();
        state.Solve(function);
        return state.Apply(function);
    }

    private sealed class State
    {
        /// <summary>A constant, or null for "varies"; absent for "nothing known yet".</summary>
        private readonly Dictionary<Operation, Constant?> known = [];
        private readonly HashSet<(Block From, Block To)> takenEdges = [];
        private readonly HashSet<Block> reached = [];
        private readonly Queue<(Block From, Block To)> edges = [];
        private readonly Queue<Operation> values = [];

        public void Solve(Function function)
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

        public bool Apply(Function function)
        {
            var changed = false;
            foreach (var block in function.Blocks)
            {
                if (!reached.Contains(block))
                {
                    continue;
                }

                foreach (var operation in block.Operations)
                {
                    if (known.GetValueOrDefault(operation) is { } constant)
                    {
                        operation.ReplaceAllUsesWith(new Constant(operation.Type, constant.Number));
                        operation.Release();
                        changed = true;
                    }
                }

                block.Sweep();
            }

            foreach (var block in function.Blocks)
            {
                changed |= reached.Contains(block) && Decide(block);
            }

            return changed;
        }

        private bool Decide(Block block)
        {
            if (block.Terminator is not { Code: OpCode.Branch or OpCode.Switch } end || end.Operands[0] is not Constant constant)
            {
                return false;
            }

            Edges.ReplaceByJump(block, TargetOf(end, constant));
            return true;
        }

        private static Block TargetOf(Operation end, Constant constant) =>
            end.Code == OpCode.Branch ? end.Targets[constant.Number != 0 ? 0 : 1] : end.Targets[Array.IndexOf(end.Cases, constant.Number) + 1];

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
}
