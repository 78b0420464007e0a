// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace BpfSharp.Fuzz.Making;

/// <summary>Changes programs a little: characters, or whole tokens.</summary>
internal sealed partial class Mutator(Random random)
{
    private const string Interesting = "(){}[];,.*&+-<>=!\"'#\\/:?%^|~ \n\0aZ09_@$é";

    private static readonly string[] Numbers =
        ["0", "1", "-1", "7", "8", "31", "32", "63", "64", "65", "127", "128", "255", "256", "512", "4096", "65535", "65536", "0x7fffffff", "0x80000000", "0xffffffff", "0x7fffffffffffffffLL", "0xffffffffffffffffULL", "1e9", "0x", "099"];

    public string ChangeBytes(string text)
    {
        var characters = text.ToList();
        for (var i = random.Next(1, 8); i > 0 && characters.Count > 0; i--)
        {
            var at = random.Next(characters.Count);
            switch (random.Next(4))
            {
                case 0:
                    characters.RemoveRange(at, Math.Min(random.Next(1, 20), characters.Count - at));
                    break;
                case 1:
                    characters[at] = Interesting[random.Next(Interesting.Length)];
                    break;
                case 2:
                    characters.Insert(at, Interesting[random.Next(Interesting.Length)]);
                    break;
                default:
                    characters.InsertRange(at, characters.GetRange(at, Math.Min(random.Next(1, 60), characters.Count - at)));
                    break;
            }
        }

        return new string([.. characters]);
    }

    public string ChangeTokens(string text, string other)
    {
        var tokens = Tokens().Matches(text).Select(m => m.Value).ToList();
        var foreign = Tokens().Matches(other).Select(m => m.Value).ToList();
        for (var i = random.Next(1, 10); i > 0 && tokens.Count > 0; i--)
        {
            var at = random.Next(tokens.Count);
            switch (random.Next(9))
            {
                case 0:
                    tokens.RemoveAt(at);
                    break;
                case 6 when char.IsAsciiDigit(tokens[at].FirstOrDefault()):
                    tokens[at] = Numbers[random.Next(Numbers.Length)];
                    break;
                case 7: // another name of the same text
                    tokens[at] = tokens[random.Next(tokens.Count)] is var name && char.IsLetter(name.FirstOrDefault()) ? name : tokens[at];
                    break;
                case 8: // the same again
                    var length = Math.Min(random.Next(1, 60), tokens.Count - at);
                    tokens.InsertRange(at, tokens.GetRange(at, length));
                    break;
                case 1:
                    tokens.Insert(at, TokenSoup.Words[random.Next(TokenSoup.Words.Length)]);
                    break;
                case 2:
                    (tokens[at], tokens[random.Next(tokens.Count)]) = (tokens[random.Next(tokens.Count)], tokens[at]);
                    break;
                case 3 when foreign.Count > 0:
                    var from = random.Next(foreign.Count);
                    tokens.InsertRange(at, foreign.GetRange(from, Math.Min(random.Next(1, 40), foreign.Count - from)));
                    break;
                case 4:
                    tokens[at] = tokens[random.Next(tokens.Count)];
                    break;
                default:
                    tokens.RemoveRange(at, Math.Min(random.Next(1, 12), tokens.Count - at));
                    break;
            }
        }

        return string.Concat(tokens);
    }

    [GeneratedRegex(@"\w+|\s+|""[^""\n]*""|.", RegexOptions.Singleline)]
    private static partial Regex Tokens();
}
