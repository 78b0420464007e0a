// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Fuzz.Judging;

namespace BpfSharp.Fuzz.Making;

/// <summary>Makes inputs: soups of tokens, changed programs, made-up programs in both dialects, macros, and things nested or repeated beyond reason.</summary>
/// <remarks>Each depends on the seed and its number only, so one input can be made again.</remarks>
internal sealed class InputMaker(List<string> seeds, KernelNames kernel, int seed)
{
    public (string Kind, string Text) Make(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var (kind, text) = Choose(random);
        return (kind, !Mode.IsGiven(text) ? Mode.Any(random) + text : text);
    }

    private (string Kind, string Text) Choose(Random random)
    {
        string Pick() => seeds[random.Next(seeds.Count)];
        return random.Next(41) switch
        {
            < 4 => ("soup", new TokenSoup(random, kernel).Make()),
            < 12 => ("bytes", new Mutator(random).ChangeBytes(Pick())),
            < 20 => ("tokens", new Mutator(random).ChangeTokens(Pick(), Pick())),
            < 28 => ("bcc", new ProgramMaker(random).Make()),
            < 35 => ("libbpf", new LibbpfMaker(random, kernel).Make()),
            < 40 => ("macros", new MacroMaker(random).Make()),
            _ => ("extreme", new Extremes(random).Make()),
        };
    }
}
