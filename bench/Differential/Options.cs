// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Differential;

/// <param name="Peers">Commands that run a clang; its code for the same program says whether the verifier asks too much.</param>
internal sealed record Options(int Start, int Seeds, string Output, bool Shrink, bool Show, int Jobs, IReadOnlyList<string> Peers)
{
    public static Options Parse(string[] arguments)
    {
        var options = new Options(0, 500, Path.Combine("artifacts", "differential"), true, false, Environment.ProcessorCount, []);
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--seeds" => options with { Seeds = Number(arguments[++i]) },
                "--start" => options with { Start = Number(arguments[++i]) },
                "--out" => options with { Output = arguments[++i] },
                "--jobs" => options with { Jobs = Number(arguments[++i]) },
                "--clang" => options with { Peers = [.. options.Peers, arguments[++i]] },
                "--no-shrink" => options with { Shrink = false },
                "--show" => options with { Show = true },
                var other => throw new ArgumentException($"unknown option {other}"),
            };
        }

        return options.Peers.Count > 0 ? options : options with { Peers = ["clang"] };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
