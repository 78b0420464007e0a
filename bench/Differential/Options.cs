// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Differential;

internal sealed record Options(int Start, int Seeds, string Output, bool Shrink, bool Show)
{
    public static Options Parse(string[] arguments)
    {
        var options = new Options(0, 500, "differential-failures", true, false);
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--seeds" => options with { Seeds = Number(arguments[++i]) },
                "--start" => options with { Start = Number(arguments[++i]) },
                "--out" => options with { Output = arguments[++i] },
                "--no-shrink" => options with { Shrink = false },
                "--show" => options with { Show = true },
                var other => throw new ArgumentException($"unknown option {other}"),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
