// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Finds values to keep on the stack where far more are alive at once than registers and stack hold together.</summary>
/// <remarks>
/// Ten registers and 64 stack slots hold 74 values, so nearly always such a function fails in the end (BS0500). But it should fail soon: the interference
/// graph has an edge for each two values alive together.
/// </remarks>
internal static class PressureRelief
{
    private const int MostAlive = 100;
    private const int AliveAfterwards = 24;

    public static HashSet<int> Find(MachineFunction function, Liveness liveness)
    {
        var chosen = new HashSet<int>();
        var live = new BitSet(function.RegisterCount);
        Span<int> uses = stackalloc int[6];
        foreach (var block in function.Blocks)
        {
            liveness.CopyLiveOut(block, live);
            var count = Relieve(live, chosen, []);
            for (var i = block.Instructions.Count - 1; i >= 0; i--)
            {
                var instruction = block.Instructions[i];
                Liveness.StepBack(instruction, live);
                var used = uses[..instruction.CollectUses(uses)];
                count += used.Length;
                if (count > MostAlive)
                {
                    count = Relieve(live, chosen, used);
                }
            }
        }

        return chosen;
    }

    /// <summary>Chooses values when really too many are alive; returns how many are then. Those that this instruction reads stay.</summary>
    private static int Relieve(BitSet live, HashSet<int> chosen, ReadOnlySpan<int> used)
    {
        var alive = new List<int>();
        foreach (var register in live)
        {
            if (!chosen.Contains(register))
            {
                alive.Add(register);
            }
        }

        if (alive.Count <= MostAlive)
        {
            return alive.Count;
        }

        foreach (var register in alive.Take(alive.Count - AliveAfterwards))
        {
            if (register >= MachineFunction.FirstVirtual && !used.Contains(register))
            {
                chosen.Add(register);
            }
        }

        return AliveAfterwards;
    }
}
