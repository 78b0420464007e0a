// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Corpus;

/// <summary>The command line.</summary>
internal sealed class Options
{
    public const string Usage = """
        usage: eng/corpus FOLDER|FILE.bpf.c|MANIFEST.json... [options]
          Compiles every *.bpf.c with bpfsharp and with clang, in turn, and compares what comes out.
          -I FOLDER        further include folder, after the program's own
          -D NAME[=VALUE]  macro for all (__TARGET_ARCH_… of this machine is always set)
          --filter TEXT    only programs whose path contains TEXT
          --cpu LEVEL      instruction set of both, v1 to v4 (default v3)
          --repeat N       compile each N times and keep the fastest (default 3)
          --load           load each program alone through libbpf on this kernel, too; needs root
          --header         give bpfsharp the generated vmlinux.h as well, in a third column of times
          --top N          how many of the worst to list (default 8)
          --keep FOLDER    where the objects go, ours.o and clang.o of each
        A manifest is a list of {"group": …, "files": [GLOB…], "includes": […], "defines": […]}, paths relative to it.
        $CLANG names the rival (default: the newest found), $BPFSHARP ours (default: artifacts/bpfsharp).
        """;

    public List<string> Inputs { get; } = [];
    public List<string> Includes { get; } = [];
    public List<string> Defines { get; } = [];
    public string Filter { get; private set; } = "";
    public string Cpu { get; private set; } = "v3";
    public int Repeat { get; private set; } = 3;
    public int Top { get; private set; } = 8;
    public bool Load { get; private set; }
    public bool WithHeader { get; private set; }
    public string? Keep { get; private set; }

    /// <summary>Null when the command line is not understood.</summary>
    public static Options? Parse(string[] arguments)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (argument is "--load")
            {
                options.Load = true;
            }
            else if (argument is "--header")
            {
                options.WithHeader = true;
            }
            else if (!argument.StartsWith('-'))
            {
                options.Inputs.Add(Path.GetFullPath(argument));
            }
            else if (++i >= arguments.Length || !options.Take(argument, arguments[i]))
            {
                return null;
            }
        }

        return options.Inputs.Count == 0 ? null : options;
    }

    private bool Take(string name, string value)
    {
        switch (name)
        {
            case "-I":
                Includes.Add(Path.GetFullPath(value));
                break;
            case "-D":
                Defines.Add(value);
                break;
            case "--filter":
                Filter = value;
                break;
            case "--cpu":
                Cpu = value;
                break;
            case "--keep":
                Keep = Path.GetFullPath(value);
                break;
            case "--repeat" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var repeat):
                Repeat = Math.Max(1, repeat);
                break;
            case "--top" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var top):
                Top = top;
                break;
            default:
                return false;
        }

        return true;
    }
}
