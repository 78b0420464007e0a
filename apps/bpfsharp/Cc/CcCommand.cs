// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;
using BpfSharp.Tooling;
using BpfSharp.Tooling.Output;

namespace BpfSharp.App;

/// <summary><c>bpfsharp cc</c>: takes clang's flags, writes a BPF object file.</summary>
internal static class CcCommand
{
    public const string Name = "cc";

    private const string Usage = """
        Usage: bpfsharp cc [FLAGS] -c FILE.c [-o FILE.o]

        Compiles C to a BPF object file. Takes clang's flags, so that CLANG="bpfsharp cc" works in a makefile:
          -c FILE.c -o FILE.o       compile one file ("-" reads standard input)
          -target bpf -mcpu=v1…v4   instruction set level (default v3; probe, and with --this-kernel: what the running kernel has)
          -I -isystem -idirafter    where headers are searched before the built-in ones
          -D X[=Y] -U X -include F  macros and forced includes
          -E -S -fsyntax-only       preprocess, list instructions, only check
          -Wall -Wextra -WNAME      more warnings; -Wno-NAME: one less; -w: none
          -Werror -Werror=NAME      warnings as errors (docs/diagnostics.md lists them)
          -fdiagnostics-format=json errors and warnings as JSON
          --explain BS0500          what a diagnostic means, with an example
          -ftime-report             time and memory of each phase
        And our own:
          --btf FILE                kernel types from this file instead of the running kernel
          --this-kernel             settle kernel types now instead of recording CO-RE relocations
          --dialect=bcc|libbpf      what the text is written in (it tells by default)
          --usdt FUNCTION='OPERANDS' where bpf_usdt_readarg finds arguments, as readelf -n shows them
          --dump-ir=PASS            print the intermediate code after a pass (all: after each)
          -fno-PASS                 leave a pass out
        """;

    /// <summary>Shows cc in the list of commands; its flags are its own.</summary>
    public static Command CreateForHelp() => new(Name, "Compile C to a BPF object file; takes clang's flags");

    public static int Run(ReadOnlySpan<string> args)
    {
        var arguments = CcArguments.Parse(args);
        if (arguments.Help)
        {
            Console.WriteLine(Usage);
            return ExitCode.Success;
        }

        if (arguments.Explain is { } id)
        {
            return ExplainCommand.Run([id]);
        }

        var complaint = arguments.Error ?? (arguments.Inputs.Count == 1 ? null
            : arguments.Inputs.Count == 0 ? "no input file" : "one input file at a time: " + string.Join(' ', arguments.Inputs));
        if (complaint is not null)
        {
            Console.Error.WriteLine($"cc: {complaint}");
            return ExitCode.Usage;
        }

        foreach (var flag in arguments.Unknown)
        {
            Console.Error.WriteLine($"cc: note: flag '{flag}' is not known here and has no effect");
        }

        foreach (var finding in arguments.WarningFlagDiagnostics)
        {
            Console.Error.Write(new DiagnosticRenderer(new(), useColour: !Console.IsErrorRedirected).Render(finding));
            if (finding.Severity == Severity.Error)
            {
                return ExitCode.Usage;
            }
        }

        return Failures.Guard(Name, isVerbose: false, () => Compile(arguments));
    }

    private static int Compile(CcArguments arguments)
    {
        var phases = arguments.TimeReport ? new PhaseReport() : null;
        var input = arguments.Inputs[0];
        var text = input == "-" ? Console.In.ReadToEnd() : SourceText.Read(input);
        var name = input == "-" ? "<stdin>" : input;
        using var kernel = arguments.BtfFile is { } file ? KernelTarget.WithBtfFile(file) : KernelTarget.Running();
        var target = kernel.DescriptionFor(arguments.ObjectIsaLevel);
        var options = arguments.ToCompileOptions(phases: phases);
        phases?.End("read input and BTF");
        if (arguments.PreprocessOnly)
        {
            return Preprocess(arguments.Output ?? "-", text, name, options, target);
        }

        var result = CCompiler.Compile(text, name, options, target);
        if (!CompileReport.Write(result, Console.Error, arguments.DiagnosticsAsJson))
        {
            phases?.Write(Console.Error);
            return ExitCode.Usage;
        }

        if (!arguments.SyntaxOnly)
        {
            WriteObject(arguments, result.Object!);
            phases?.End("write object");
        }

        phases?.Write(Console.Error);
        return ExitCode.Success;
    }

    private static int Preprocess(string output, string text, string name, CompileOptions options, TargetDescription target)
    {
        using var writer = output == "-" ? ConsoleOutput.Open() : File.CreateText(output);
        var result = CCompiler.Preprocess(text, name, options, target, writer);
        CompileReport.WriteDiagnostics(result, Console.Error);
        return result.Diagnostics.Any(d => d.Severity == Severity.Error) ? ExitCode.Usage : ExitCode.Success;
    }

    private static void WriteObject(CcArguments arguments, ObjectSpec spec)
    {
        if (arguments.ListAssembly)
        {
            WriteText(arguments.Output ?? "-", Listing(spec));
            return;
        }

        var output = arguments.Output ?? Path.GetFileName(Path.ChangeExtension(arguments.Inputs[0], ".o"));
        File.WriteAllBytes(output, ElfWriter.Write(spec));
    }

    private static string Listing(ObjectSpec spec) =>
        string.Join('\n', spec.Programs.Cast<CodeSpec>().Concat(spec.Subprograms).Select(code => $"{code.Name}:\n{CodeListing.Of(code)}"));

    private static void WriteText(string output, string text)
    {
        if (output == "-")
        {
            Console.Out.Write(text);
        }
        else
        {
            File.WriteAllText(output, text);
        }
    }
}
