// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;
using BpfSharp.Tooling;
using BpfSharp.Tooling.Output;

namespace BpfSharp.App;

/// <summary><c>bpfsharp run FILE.c</c>, <c>run FILE.o</c> and <c>run -e 'C TEXT'</c>: compile, load, attach all that is declared, print what arrives, dump the maps at the end.</summary>
internal static class RunCommand
{
    private static readonly Argument<FileInfo?> File = new("FILE") { Description = "C program, in BCC's or libbpf's dialect, or a compiled BPF object", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Text = new("-e", "--execute") { Description = "C text instead of a file" };
    private static readonly Option<string[]> Defines = new("-D", "--define") { Description = "define a macro: X or X=Y" };
    private static readonly Option<string[]> Includes = new("-I", "--include-directory") { Description = "search headers here first" };
    private static readonly Option<string> DiagnosticsFormat = new("--diagnostics-format") { Description = "how errors and warnings are shown: text or json", DefaultValueFactory = _ => "text" };
    private static readonly Option<Dialect> DialectOption = new("--dialect") { Description = "bcc or libbpf; the text tells by default", DefaultValueFactory = _ => Dialect.Auto };
    private static readonly Option<string[]> Usdt = new("--usdt") { Description = "attach a function to a static probe: FUNCTION=PATH:PROVIDER:NAME (repeatable)" };
    private static readonly Option<double?> Duration = new("--duration", "-d") { Description = "total duration in seconds" };

    public static Command Create()
    {
        var command = new Command("run", "Compile a C program (or take an object), load and attach it, print what it sends, and dump its maps at the end");
        command.Arguments.Add(File);
        foreach (var option in (Option[])[Text, Defines, Includes, DialectOption, DiagnosticsFormat, Usdt, Duration, CommonOptions.Json, CommonOptions.DryRun, CommonOptions.Verbose])
        {
            command.Options.Add(option);
        }

        command.SetAction(options => Failures.Guard("run", options.GetValue(CommonOptions.Verbose), () => Run(options)));
        return command;
    }

    private static int Run(ParseResult options)
    {
        if ((options.GetValue(File) is null) == (options.GetValue(Text) is null))
        {
            Console.Error.WriteLine("run: give a C file, an object file, or a text with -e 'TEXT'");
            return ExitCode.Usage;
        }

        var name = options.GetValue(File)?.ToString() ?? "<command line>";
        var probes = new Dictionary<string, UserProbe>(StringComparer.Ordinal);
        foreach (var text in options.GetValue(Usdt) ?? [])
        {
            if (!TryFindProbe(text, probes))
            {
                Console.Error.WriteLine($"run: --usdt {text}: FUNCTION=PATH:PROVIDER:NAME is meant");
                return ExitCode.Usage;
            }
        }

        using var target = KernelTarget.Running();
        var spec = options.GetValue(File) is { Exists: true } file && Checker.IsObject(file.FullName) ? ReadObject(file) : Compile(options, name, target, probes);
        if (spec is null)
        {
            return ExitCode.Usage;
        }

        if (spec.Programs.Count == 0)
        {
            Console.Error.WriteLine($"run: {name} has no program: define a function such as TRACEPOINT_PROBE(sched, sched_switch) {{ … }}");
            return ExitCode.Usage;
        }

        Privileges.Require();
        using var bpf = BpfObject.FromSpec(spec);
        bpf.Load(new LoadOptions { Target = target });
        using var stop = new StopSignal();
        return Attach(bpf, probes, options.GetValue(CommonOptions.Verbose)) ? Trace(bpf, options, stop.Token) : ExitCode.Usage;
    }

    private static bool TryFindProbe(string text, Dictionary<string, UserProbe> probes)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var parts = text[(equals + 1)..].Split(':');
        if (equals <= 0 || parts.Length < 3)
        {
            return false;
        }

        probes[text[..equals]] = UserProbe.Find(string.Join(':', parts[..^2]), parts[^2], parts[^1]);
        return true;
    }

    /// <summary>Null when the file is damaged, which has been said.</summary>
    private static ObjectSpec? ReadObject(FileInfo file)
    {
        try
        {
            return ElfReader.Read(System.IO.File.ReadAllBytes(file.FullName), Path.GetFileNameWithoutExtension(file.Name));
        }
        catch (ObjectFormatException fault)
        {
            Console.Error.WriteLine($"run: {fault.Message}");
            return null;
        }
    }

    /// <summary>Null when the text is wrong, which has been said.</summary>
    private static ObjectSpec? Compile(ParseResult options, string name, KernelTarget target, Dictionary<string, UserProbe> probes)
    {
        var text = options.GetValue(Text) ?? SourceText.Read(options.GetValue(File)!.FullName);
        var result = CCompiler.Compile(text, name, new CompileOptions
        {
            Dialect = options.GetValue(DialectOption), Defines = options.GetValue(Defines) ?? [], IncludeDirectories = options.GetValue(Includes) ?? [],
            UsdtArguments = probes.ToDictionary(static p => p.Key, static p => p.Value.Arguments, StringComparer.Ordinal),
            ProgramTypes = probes.ToDictionary(static p => p.Key, static _ => ProgramType.Kprobe, StringComparer.Ordinal),
        }, target.Description);
        return CompileReport.Write(result, Console.Error, options.GetValue(DiagnosticsFormat) == "json") ? result.Object : null;
    }

    /// <summary>Attaches all that says where; complains when that is nothing.</summary>
    private static bool Attach(BpfObject bpf, Dictionary<string, UserProbe> probes, bool isVerbose)
    {
        List<BpfLink> links = [.. bpf.AttachAll(), .. probes.Select(p => bpf.Program(p.Key).AttachUsdt(p.Value))];
        if (isVerbose)
        {
            foreach (var link in links)
            {
                Console.Error.WriteLine($"attached {link.Description}");
            }
        }

        foreach (var program in bpf.Spec.Programs.Where(p => !p.AutoAttach && !probes.ContainsKey(p.Name)))
        {
            Console.Error.WriteLine($"run: program '{program.Name}' does not say what to attach to: declare it with TRACEPOINT_PROBE(category, event), "
                + "RAW_TRACEPOINT_PROBE(event), kprobe__FUNCTION or SEC(\"…\")");
        }

        return links.Count > 0;
    }

    private static int Trace(BpfObject bpf, ParseResult options, CancellationToken stop)
    {
        if (options.GetValue(CommonOptions.DryRun))
        {
            return ExitCode.Success;
        }

        using var output = ConsoleOutput.Open();
        var printer = new RunPrinter(bpf, output, CommonOptions.Format(options));
        var seconds = options.GetValue(Duration);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (seconds is { } limit)
        {
            deadline.CancelAfter(TimeSpan.FromSeconds(limit));
        }

        printer.PrintUntil(deadline.Token);
        printer.DumpMaps();
        return ExitCode.Success;
    }
}
