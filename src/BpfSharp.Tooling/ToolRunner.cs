// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using BpfSharp.Compiler;
using BpfSharp.Tooling.Output;

namespace BpfSharp.Tooling;

/// <summary>Takes a tool from its options to its exit code: validate, compile, load, attach, run, say what was missed.</summary>
public static class ToolRunner
{
    public static int Run(Tool tool, ParseResult options) => Failures.Guard(tool.Name, options.GetValue(CommonOptions.Verbose), () =>
    {
        if (Complaint(tool, options) is { } complaint)
        {
            Console.Error.WriteLine($"{tool.Name}: {complaint}");
            return ExitCode.Usage;
        }

        using var output = ConsoleOutput.Open();
        if (tool.TryAnswerOffline(options, output))
        {
            return ExitCode.Success;
        }

        if (options.GetValue(CommonOptions.ShowSource))
        {
            output.Write(tool.Source);
            return ExitCode.Success;
        }

        return Trace(tool, options, output);
    });

    private static string? Complaint(Tool tool, ParseResult options) =>
        tool.Validate(options) ?? tool.Containers?.Validate(options) ?? tool.Command?.Validate(options);

    private static int Trace(Tool tool, ParseResult options, TextWriter output)
    {
        Privileges.Require();
        using var target = KernelTarget.Running();
        using var command = tool.Command is { Words.Count: > 0 } exec ? StoppedProcess.Start(exec.Words) : null;
        var result = Compile(tool, options, target, command);
        if (!CompileReport.Write(result, Console.Error))
        {
            return ExitCode.Usage;
        }

        using var bpf = BpfObject.FromSpec(result.Object!);
        bpf.Load(new LoadOptions { Target = target, MaxEntries = tool.MapSizes(options), PinPaths = Pins(tool, options) });
        using var stop = new StopSignal();
        var links = bpf.AttachAll();
        if (options.GetValue(CommonOptions.Verbose))
        {
            foreach (var link in links)
            {
                Console.Error.WriteLine($"attached {link.Description}");
            }
        }

        if (options.GetValue(CommonOptions.DryRun))
        {
            return ExitCode.Success;
        }

        command?.ContinueUntilExit(stop.Stop);
        var session = new ToolSession(bpf, options, output, stop.Token);
        tool.Run(session);
        output.Flush();
        ReportCompleteness(tool, session);
        return ExitCode.Success;
    }

    private static CompileResult Compile(Tool tool, ParseResult options, KernelTarget target, StoppedProcess? command)
    {
        var defines = tool.Defines(options, target).Concat(tool.Containers?.Defines(options) ?? []).ToList();
        if (command is not null)
        {
            defines.Add(string.Create(CultureInfo.InvariantCulture, $"FILTER_PID={command.Pid}"));
        }

        return CCompiler.Compile(tool.Source, tool.Name + ".bpf.c", new CompileOptions { Defines = defines, Headers = tool.Headers }, target.Description);
    }

    private static Dictionary<string, string> Pins(Tool tool, ParseResult options)
    {
        var pins = new Dictionary<string, string>();
        tool.Containers?.AddPins(options, pins);
        return pins;
    }

    /// <summary>Losses are always said; that nothing was lost only when asked (-v), so that pipes see what they saw before.</summary>
    private static void ReportCompleteness(Tool tool, ToolSession session)
    {
        var completeness = session.Completeness;
        if (!completeness.IsComplete || session.Options.GetValue(CommonOptions.Verbose))
        {
            Console.Error.WriteLine($"{tool.Name}: {completeness.Describe()}");
        }
    }
}
