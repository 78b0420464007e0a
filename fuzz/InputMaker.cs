// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Fuzz;

/// <summary>Makes texts: soups of tokens, changed programs, made-up programs, and things nested or repeated beyond reason.</summary>
internal sealed class InputMaker(List<string> corpus, int seed)
{
    private readonly Random random = new(seed);

    public (string Kind, string Text) Next()
    {
        switch (random.Next(20))
        {
            case < 3:
                return ("soup", new TokenSoup(random).Make());
            case < 9:
                return ("bytes", new Mutator(random).ChangeBytes(Pick()));
            case < 14:
                return ("tokens", new Mutator(random).ChangeTokens(Pick(), Pick()));
            case < 19:
                return ("grammar", new ProgramMaker(random).Make());
            default:
                return ("extreme", new Extremes(random).Make());
        }
    }

    private string Pick() => corpus[random.Next(corpus.Count)];
}
