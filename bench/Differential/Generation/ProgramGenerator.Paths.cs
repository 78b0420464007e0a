// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>Keeps programs within the verifier's patience: it walks the paths of every iteration of every loop.</summary>
internal sealed partial class ProgramGenerator
{
    private const int BranchLimit = 20;

    /// <summary>How often the place being generated is run through at most, and how many branches the function has passed by now.</summary>
    private int repeats = 1, branches;

    /// <summary>Whether there may be another branch here, which is then counted.</summary>
    private bool MayBranch(int count = 1)
    {
        if (branches + (count * repeats) > BranchLimit)
        {
            return false;
        }

        branches += count * repeats;
        return true;
    }

    private T Repeated<T>(int times, Func<T> make)
    {
        var outer = repeats;
        repeats *= Math.Max(times, 1);
        loops++;
        var made = make();
        loops--;
        repeats = outer;
        return made;
    }
}
