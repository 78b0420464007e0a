// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Codegen;

// Merging the two registers of a copy.
internal sealed partial class RegisterAllocator
{
    private readonly CopyState[] copyState;

    /// <summary>Per node, the copies that may still be merged.</summary>
    private readonly List<int>?[] openCopies;
    private readonly Stack<int> copyWork = [];
    private static readonly List<int> NoCopies = [];

    private enum CopyState : byte
    {
        /// <summary>To be tried.</summary>
        Ready,
        /// <summary>Tried in vain; worth another try when degrees fall.</summary>
        Waiting,
        /// <summary>Merged, impossible, or given up.</summary>
        Closed,
    }

    private int Representative(int node)
    {
        while (alias[node] != node)
        {
            node = alias[node] = alias[alias[node]];
        }

        return node;
    }

    private bool IsCopyRelated(int node)
    {
        // Closed copies are dropped as they come up, so that nodes merged many times stay cheap to ask.
        if (openCopies[node] is not { } copies)
        {
            return false;
        }

        while (copies.Count > 0 && copyState[copies[^1]] == CopyState.Closed)
        {
            copies.RemoveAt(copies.Count - 1);
        }

        return copies.Count > 0;
    }

    private void EnableCopies(int node)
    {
        foreach (var copy in openCopies[node] ?? NoCopies)
        {
            if (copyState[copy] == CopyState.Waiting)
            {
                copyState[copy] = CopyState.Ready;
                copyWork.Push(copy);
            }
        }
    }

    private void Coalesce(int copy)
    {
        if (copyState[copy] != CopyState.Ready)
        {
            return;
        }

        var (a, b) = graph.AllCopies[copy];
        var u = Representative(a);
        var v = Representative(b);
        if (v < MachineFunction.FirstVirtual || (u >= MachineFunction.FirstVirtual && graph.Degrees[v] > graph.Degrees[u]))
        {
            (u, v) = (v, u); // the smaller one moves
        }

        if (u == v || v < MachineFunction.FirstVirtual || graph.AreConnected(u, v))
        {
            copyState[copy] = CopyState.Closed;
            Release(u);
            Release(v);
        }
        else if (u < MachineFunction.FirstVirtual ? AllAgreeWith(u, v) : StaysColorable(u, v))
        {
            copyState[copy] = CopyState.Closed;
            Merge(u, v);
            Release(u);
        }
        else
        {
            copyState[copy] = CopyState.Waiting;
        }
    }

    /// <summary>George's test: whatever disturbs the virtual register is harmless or disturbs the machine register already.</summary>
    private bool AllAgreeWith(int machine, int node)
    {
        foreach (var neighbour in ActiveNeighbours(node))
        {
            if (neighbour >= MachineFunction.FirstVirtual && graph.Degrees[neighbour] >= Colors && !graph.AreConnected(neighbour, machine))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Briggs's test: the merged node has fewer than ten difficult neighbours.</summary>
    /// <remarks>Those of one node are counted already, so that a node merged of many is not walked for each merge.</remarks>
    private bool StaysColorable(int u, int v)
    {
        var (most, fewest) = graph.Degrees[u] >= graph.Degrees[v] ? (u, v) : (v, u);
        var difficult = graph.Difficult[most];
        foreach (var neighbour in ActiveNeighbours(fewest))
        {
            if (!graph.AreConnected(neighbour, most))
            {
                difficult += graph.Degrees[neighbour] >= Colors ? 1 : 0;
            }
            else if (graph.Degrees[neighbour] == Colors)
            {
                difficult--; // a neighbour of both loses one edge by the merge
            }
        }

        return difficult < Colors;
    }

    private void Merge(int u, int v)
    {
        spillWork.Remove(v);
        state[v] = NodeState.Coalesced;
        alias[v] = u;
        AddCopies(u, openCopies[v]);
        graph.Costs[u] += graph.Costs[v];
        spiller.Join(u, v);
        EnableCopies(v);
        var wasDifficult = graph.Degrees[v] >= Colors ? 1 : 0;
        foreach (var neighbour in ActiveNeighbours(v))
        {
            graph.Difficult[neighbour] -= wasDifficult;
            graph.Connect(neighbour, u);
            LowerDegree(neighbour);
        }

        if (u >= MachineFunction.FirstVirtual && state[u] == NodeState.Freeze && graph.Degrees[u] >= Colors)
        {
            state[u] = NodeState.Spill;
            spillWork.Add(u);
        }
    }

    private void AddCopies(int node, List<int>? more)
    {
        if (more is not null)
        {
            (openCopies[node] ??= []).AddRange(more);
        }
    }

    /// <summary>A node that lost its last copy can be simplified.</summary>
    private void Release(int node)
    {
        if (node >= MachineFunction.FirstVirtual && state[node] == NodeState.Freeze && !IsCopyRelated(node))
        {
            Classify(node);
        }
    }

    private void Freeze(int node)
    {
        if (state[node] == NodeState.Freeze)
        {
            state[node] = NodeState.Simplify;
            simplifyWork.Push(node);
            FreezeCopies(node);
        }
    }

    private void FreezeCopies(int node)
    {
        foreach (var copy in openCopies[node] ?? NoCopies)
        {
            if (copyState[copy] == CopyState.Closed)
            {
                continue;
            }

            copyState[copy] = CopyState.Closed;
            var (a, b) = graph.AllCopies[copy];
            var other = Representative(a) == node ? Representative(b) : Representative(a);
            Release(other);
        }
    }
}
