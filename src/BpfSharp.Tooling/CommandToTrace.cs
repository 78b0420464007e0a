// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace BpfSharp.Tooling;

/// <summary>--exec COMMAND …: starts a command, traces only it, and ends with it. All words after --exec belong to the command, its own options too.</summary>
public sealed class CommandToTrace
{
    private const string Name = "--exec";

    /// <summary>A mere switch to the parser: <see cref="CutFrom"/> has taken the words behind it.</summary>
    public Option<bool> Option { get; } = new(Name)
    {
        Description = "execute the command given by all words that follow, and trace only it, for example: --exec ls -l /tmp",
    };

    public IReadOnlyList<string> Words { get; private set; } = [];

    /// <summary>Keeps the words behind --exec; returns the arguments without them.</summary>
    public string[] CutFrom(string[] args)
    {
        var at = Array.IndexOf(args, Name);
        if (at < 0)
        {
            return args;
        }

        Words = args[(at + 1)..];
        return args[..(at + 1)];
    }

    public string? Validate(ParseResult options) => options.GetValue(Option) && Words.Count == 0 ? "--exec: no command given" : null;
}
