// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace BpfSharp.Tooling;

/// <summary>Makes the command line of a tool.</summary>
public static class ToolCommand
{
    public static Command Create(Tool tool)
    {
        var command = new Command(tool.Name, tool.Summary);
        Populate(command, tool);
        return command;
    }

    /// <summary>Name and summary only, for the list of all commands.</summary>
    public static Command CreateForList(Tool tool) => new(tool.Name, tool.Summary);

    /// <summary>For a process that is nothing but this tool (bpfsharp linked as "opensnoop").</summary>
    public static RootCommand CreateRoot(Tool tool)
    {
        var command = new RootCommand(tool.Summary);
        Populate(command, tool);
        return command;
    }

    private static void Populate(Command command, Tool tool)
    {
        foreach (var argument in tool.Arguments)
        {
            command.Arguments.Add(argument);
        }

        IEnumerable<Option> options = [.. tool.Options, .. tool.Containers?.Options ?? [], .. CommonOptions.All];
        foreach (var option in tool.Command is { } exec ? options.Append(exec.Option) : options)
        {
            command.Options.Add(option);
        }

        command.Description += Examples(tool);
        command.SetAction(options => ToolRunner.Run(tool, options));
    }

    private static string Examples(Tool tool) =>
        tool.Examples.Count == 0 ? "" : "\n\nExamples:\n  " + string.Join("\n  ", tool.Examples);
}
