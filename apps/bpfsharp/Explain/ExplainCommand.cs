// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Tooling;

namespace BpfSharp.App;

/// <summary><c>bpfsharp explain</c>: what a diagnostic means.</summary>
internal static class ExplainCommand
{
    public const string Name = "explain";
    private const int WidestColumn = 100;

    private const string Usage = """
        Usage: bpfsharp explain ID...

        Says what a diagnostic of the C compiler means and why it is there, with an example and the usual way out. Each diagnostic ends in
        its id: "... [BS0500]". The same texts are in docs/diagnostics.
        """;

    public static Command CreateForHelp() => new(Name, "Say what a diagnostic means, with an example: explain BS0500");

    public static int Run(ReadOnlySpan<string> args)
    {
        if (args.Length == 0 || args is ["-h" or "--help", ..])
        {
            (args.Length == 0 ? Console.Error : Console.Out).WriteLine(Usage);
            return args.Length == 0 ? ExitCode.Usage : ExitCode.Success;
        }

        foreach (var id in args)
        {
            if (DiagnosticExplanations.Find(id) is not { } text)
            {
                Console.Error.WriteLine($"{Name}: there is no diagnostic '{id}': they are called like BS0500");
                return ExitCode.Usage;
            }

            foreach (var line in text.AsSpan().EnumerateLines())
            {
                WriteWrapped(line, Console.Out);
            }
        }

        return ExitCode.Success;
    }

    /// <summary>Paragraphs are broken between words; code, which is indented, is not.</summary>
    private static void WriteWrapped(ReadOnlySpan<char> line, TextWriter output)
    {
        while (line.Length > WidestColumn && line[0] != ' ' && line[..WidestColumn].LastIndexOf(' ') is > 0 and var end)
        {
            output.WriteLine(line[..end]);
            line = line[(end + 1)..];
        }

        output.WriteLine(line);
    }
}
