// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Which registers are alive together, and which copies would vanish if two registers were one.</summary>
internal sealed class InterferenceGraph
{
    /// <summary>Up to this many registers a triangle of bits (at most 16 MB) is faster than a hash set.</summary>
    private const int MatrixLimit = 16384;
    private readonly HashSet<long> edges = [];
    private readonly BitSet? matrix;

    /// <summary>Of virtual registers only; the machine's own would have nearly everything. Those still in the graph come first.</summary>
    private readonly int[][] neighbours;
    private readonly int[] counts;
    private readonly int[] active;

    public InterferenceGraph(MachineFunction function, Liveness liveness)
    {
        var count = function.RegisterCount;
        matrix = count <= MatrixLimit ? new BitSet(count * (count + 1) / 2) : null;
        neighbours = new int[count][];
        counts = new int[count];
        active = new int[count];
        Degrees = new int[count];
        Difficult = new int[count];
        Costs = new double[count];
        Copies = new List<int>?[count];
        Array.Fill(neighbours, []);

        for (var i = 0; i < MachineFunction.FirstVirtual; i++)
        {
            Degrees[i] = int.MaxValue / 2;
            for (var j = 0; j < i; j++)
            {
                Connect(i, j);
            }
        }

        Build(function, liveness);
    }

    /// <summary>All neighbours of a virtual register.</summary>
    public ReadOnlySpan<int> Neighbours(int register) => neighbours[register].AsSpan(0, counts[register]);

    /// <summary>Drops neighbours of a virtual register from the graph; returns those that are left, in their order.</summary>
    public ReadOnlySpan<int> KeepActive(int register, Predicate<int> isActive)
    {
        var list = neighbours[register];
        var kept = 0;
        for (var i = 0; i < active[register]; i++)
        {
            if (isActive(list[i]))
            {
                (list[kept], list[i]) = (list[i], list[kept]);
                kept++;
            }
        }

        active[register] = kept;
        return list.AsSpan(0, kept);
    }

    public int[] Degrees { get; }

    /// <summary>How many of the neighbours still in the graph have as many neighbours as there are registers, or more.</summary>
    public int[] Difficult { get; }

    /// <summary>What spilling would cost: uses and definitions weighted by loop depth.</summary>
    public double[] Costs { get; }

    /// <summary>For each register the copies it takes part in, as indexes into <see cref="AllCopies"/>.</summary>
    public List<int>?[] Copies { get; }
    public List<(int Destination, int Source)> AllCopies { get; } = [];

    public bool AreConnected(int a, int b) => matrix?.Contains(Cell(a, b)) ?? edges.Contains(Key(a, b));

    public void Connect(int a, int b)
    {
        if (a == b || AreConnected(a, b))
        {
            return;
        }

        if (matrix is not null)
        {
            matrix.Add(Cell(a, b));
        }
        else
        {
            edges.Add(Key(a, b));
        }

        AddNeighbour(a, b);
        AddNeighbour(b, a);
        CountDifficult(a, b);
        CountDifficult(b, a);
    }

    private void AddNeighbour(int register, int neighbour)
    {
        if (register >= MachineFunction.FirstVirtual)
        {
            ref var list = ref neighbours[register];
            if (counts[register] == list.Length)
            {
                Array.Resize(ref list, Math.Max(8, list.Length * 2));
            }

            // The first of the dropped ones, if any, makes room.
            list[counts[register]++] = list[active[register]];
            list[active[register]++] = neighbour;
            Degrees[register]++;
        }
    }

    /// <summary>After a got the neighbour b.</summary>
    private void CountDifficult(int a, int b)
    {
        if (a >= MachineFunction.FirstVirtual && Degrees[a] == RegisterAllocator.Colors)
        {
            foreach (var neighbour in neighbours[a].AsSpan(0, active[a]))
            {
                Difficult[neighbour]++;
            }
        }
        else if (Degrees[a] > RegisterAllocator.Colors)
        {
            Difficult[b]++;
        }
    }

    private static int Cell(int a, int b) => a > b ? (a * (a + 1) / 2) + b : (b * (b + 1) / 2) + a;

    /// <remarks>Multiplied, because a set takes one half of a number against the other: neighbours mostly have numbers close together.</remarks>
    private static long Key(int a, int b) => unchecked((a < b ? (long)a << 32 | (uint)b : (long)b << 32 | (uint)a) * (long)0x9E3779B97F4A7C15);

    private void Build(MachineFunction function, Liveness liveness)
    {
        var live = new BitSet(function.RegisterCount);
        foreach (var block in function.Blocks)
        {
            var weight = Math.Pow(10, Math.Min(block.LoopDepth, 8));
            liveness.CopyLiveOut(block, live);
            for (var i = block.Instructions.Count - 1; i >= 0; i--)
            {
                AddInstruction(block.Instructions[i], live, weight);
            }
        }
    }

    private void AddInstruction(MachineInstruction instruction, BitSet live, double weight)
    {
        Span<int> registers = stackalloc int[6];
        if (instruction.IsCopy)
        {
            // Source and destination of a copy hold the same value, so they do not disturb each other here.
            live.Remove(instruction.Source);
            (Copies[instruction.Destination] ??= []).Add(AllCopies.Count);
            (Copies[instruction.Source] ??= []).Add(AllCopies.Count);
            AllCopies.Add((instruction.Destination, instruction.Source));
        }

        var count = instruction.CollectDefinitions(registers);
        for (var i = 0; i < count; i++)
        {
            live.Add(registers[i]);
        }

        for (var i = 0; i < count; i++)
        {
            Costs[registers[i]] += weight;
            foreach (var other in live)
            {
                Connect(registers[i], other);
            }
        }

        Liveness.StepBack(instruction, live);
        count = instruction.CollectUses(registers);
        for (var i = 0; i < count; i++)
        {
            Costs[registers[i]] += weight;
        }
    }
}
