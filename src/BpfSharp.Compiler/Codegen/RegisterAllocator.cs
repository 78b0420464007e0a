// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Codegen;

/// <summary>Gives every virtual register one of r0-r9, spilling to the stack where there are too few.</summary>
/// <remarks>
/// Graph colouring with iterated register coalescing (George and Appel, 1996): copies disappear wherever that cannot cause a spill, which also keeps a
/// bounds check and the access it guards in one register, as the kernel's verifier likes it.
/// </remarks>
internal sealed partial class RegisterAllocator
{
    public const int Colors = 10;

    /// <summary>Real functions take under ten; more means that spilling makes no progress, which is our mistake.</summary>
    private const int MaximumRounds = 100;

    private readonly MachineFunction function;
    private readonly InterferenceGraph graph;
    private readonly Spiller spiller;
    private readonly int[] alias;
    private readonly int[] color;
    private readonly NodeState[] state;
    private readonly Stack<int> selected = [];
    private readonly Stack<int> simplifyWork = [];
    private readonly Stack<int> freezeWork = [];
    private readonly HashSet<int> spillWork = [];
    private readonly Predicate<int> isActive;

    private enum NodeState : byte
    {
        Fixed, Simplify, Freeze, Spill, Selected, Coalesced,
    }

    private RegisterAllocator(MachineFunction function, Liveness liveness, Spiller spiller)
    {
        this.function = function;
        this.spiller = spiller;
        graph = new InterferenceGraph(function, liveness);
        alias = new int[function.RegisterCount];
        color = new int[function.RegisterCount];
        state = new NodeState[function.RegisterCount];
        isActive = node => state[node] is not (NodeState.Selected or NodeState.Coalesced);
        openCopies = graph.Copies;
        copyState = new CopyState[graph.AllCopies.Count];
        for (var i = 0; i < alias.Length; i++)
        {
            alias[i] = i;
            color[i] = i < MachineFunction.FirstVirtual ? i : MachineInstruction.None;
        }
    }

    public static void Run(MachineFunction function)
    {
        var spiller = new Spiller(function);
        var crowd = PressureRelief.Find(function, DeadCode.Remove(function));
        if (crowd.Count > 0)
        {
            spiller.SpillEverywhere(crowd);
        }

        for (var round = 0; round < MaximumRounds; round++)
        {
            var allocator = new RegisterAllocator(function, DeadCode.Remove(function), spiller);
            allocator.Reduce();
            if (allocator.AssignColors() is not { Count: > 0 } spilled)
            {
                allocator.Rewrite();
                return;
            }

            spiller.Spill(spilled);
        }

        throw new InvalidOperationException($"register allocation of {function.Name} does not end");
    }

    private void Reduce()
    {
        for (var i = 0; i < copyState.Length; i++)
        {
            copyState[i] = CopyState.Ready;
            copyWork.Push(i);
        }

        for (var node = MachineFunction.FirstVirtual; node < function.RegisterCount; node++)
        {
            Classify(node);
        }

        while (true)
        {
            if (simplifyWork.TryPop(out var node))
            {
                Simplify(node);
            }
            else if (copyWork.TryPop(out var copy))
            {
                Coalesce(copy);
            }
            else if (freezeWork.TryPop(out node))
            {
                Freeze(node);
            }
            else if (spillWork.Count > 0)
            {
                ChooseSpill();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Puts a node on the list its degree and copies call for.</summary>
    private void Classify(int node)
    {
        if (graph.Degrees[node] >= Colors)
        {
            state[node] = NodeState.Spill;
            spillWork.Add(node);
        }
        else if (IsCopyRelated(node))
        {
            state[node] = NodeState.Freeze;
            freezeWork.Push(node);
        }
        else
        {
            state[node] = NodeState.Simplify;
            simplifyWork.Push(node);
        }
    }

    private void Simplify(int node)
    {
        if (state[node] != NodeState.Simplify)
        {
            return;
        }

        state[node] = NodeState.Selected;
        selected.Push(node);
        Leave(node);
    }

    /// <summary>After a node left the graph: its neighbours have one less.</summary>
    private void Leave(int node)
    {
        var wasDifficult = graph.Degrees[node] >= Colors ? 1 : 0;
        foreach (var neighbour in ActiveNeighbours(node))
        {
            graph.Difficult[neighbour] -= wasDifficult;
            LowerDegree(neighbour);
        }
    }

    private ReadOnlySpan<int> ActiveNeighbours(int node) => graph.KeepActive(node, isActive);

    private void LowerDegree(int node)
    {
        if (node < MachineFunction.FirstVirtual || graph.Degrees[node]-- != Colors)
        {
            return;
        }

        EnableCopies(node);
        foreach (var neighbour in ActiveNeighbours(node))
        {
            graph.Difficult[neighbour]--;
            EnableCopies(neighbour);
        }

        if (state[node] == NodeState.Spill)
        {
            spillWork.Remove(node);
            Classify(node);
        }
    }

    /// <summary>Takes the node that is cheapest per neighbour out of the way; it may still get a colour.</summary>
    private void ChooseSpill()
    {
        var best = MachineInstruction.None;
        var bestCost = double.PositiveInfinity;
        foreach (var node in spillWork)
        {
            var cost = graph.Costs[node] * spiller.CostFactor(node) / graph.Degrees[node];
            if (best < 0 || cost < bestCost || (cost == bestCost && node < best))
            {
                (best, bestCost) = (node, cost);
            }
        }

        spillWork.Remove(best);
        state[best] = NodeState.Simplify;
        simplifyWork.Push(best);
        FreezeCopies(best);
    }

    /// <summary>Colours the nodes in reverse order of removal; returns those left without one.</summary>
    private List<int> AssignColors()
    {
        var spilled = new List<int>();
        var hints = FindHints();
        while (selected.TryPop(out var node))
        {
            var free = (1 << Colors) - 1;
            foreach (var neighbour in graph.Neighbours(node))
            {
                var taken = color[Representative(neighbour)];
                free &= taken is >= 0 and < Colors ? ~(1 << taken) : -1;
            }

            if (free == 0)
            {
                spilled.Add(node);
                continue;
            }

            color[node] = PickColor(hints[node], free);
        }

        return spilled;
    }

    /// <summary>For each node the nodes it is copied from or to.</summary>
    private List<int>?[] FindHints()
    {
        var hints = new List<int>?[function.RegisterCount];
        foreach (var (destination, source) in graph.AllCopies)
        {
            var (a, b) = (Representative(destination), Representative(source));
            if (a != b)
            {
                (hints[a] ??= []).Add(b);
                (hints[b] ??= []).Add(a);
            }
        }

        return hints;
    }

    /// <summary>Prefers the register of the other side of a copy, then the argument registers, then those that survive calls.</summary>
    private int PickColor(List<int>? hints, int free)
    {
        foreach (var hint in hints ?? [])
        {
            if (color[hint] is >= 0 and < Colors and var wanted && (free >> wanted & 1) != 0)
            {
                return wanted;
            }
        }

        foreach (var register in (ReadOnlySpan<int>)[1, 2, 3, 4, 5, 0, 6, 7, 8, 9])
        {
            if ((free >> register & 1) != 0)
            {
                return register;
            }
        }

        throw new InvalidOperationException("no register is free");
    }

    private void Rewrite()
    {
        foreach (var block in function.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                instruction.Destination = Final(instruction.Destination);
                instruction.Source = instruction.Kind == MachineKind.Plain && !instruction.IsCall ? Final(instruction.Source) : instruction.Source;
            }
        }
    }

    private int Final(int register) => register < MachineFunction.FirstVirtual ? register : color[Representative(register)];
}
