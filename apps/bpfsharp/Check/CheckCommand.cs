// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Tooling;
using BpfSharp.Tooling.Output;

namespace BpfSharp.App;

/// <summary><c>bpfsharp check</c>: compiles and loads without attaching, and says per program what the kernel's verifier thinks of it.</summary>
internal static class CheckCommand
{
    public const string Name = "check";

    private const string Usage = """
        Usage: bpfsharp check [FLAGS] FILE.c|FILE.o
               bpfsharp check [FLAGS] --batch LIST.json
               bpfsharp check [FLAGS] --btf [NAME=]A.btf --btf [NAME=]B.btf ... FILE.c|FILE.o

        Compiles and loads each program without attaching it, and says what the kernel's verifier thinks of it. With --btf nothing is
        loaded: says what of each of these kernels the object needs and does not find (docs/check.md).
          --as FUNCTION=TYPE        what a BCC function without a telling name is: kprobe, tracepoint, xdp … or a number of enum bpf_prog_type
          --format text|json        a table, or one JSON object per file
          --batch LIST.json         many texts, each with its flags and types (docs/check.md)
          --dialect bcc|libbpf      what the text is written in (it tells by default)
          --btf [NAME=]FILE         types of a kernel to compare with; repeatable
          --usdt FUNCTION='OPERANDS' where bpf_usdt_readarg finds arguments, as readelf -n shows them
          -D -U -I -include -w …    as cc takes them
          --trace                   what each CO-RE relocation and kernel name was matched with, and why not (to standard error)
          -v                        the verifier's full log of what it refuses; with --btf also what holds everywhere
        """;

    /// <summary>Shows check in the list of commands; it takes cc's flags, which are not an option parser's.</summary>
    public static Command CreateForHelp() => new(Name, "Compile a program, load it without attaching, and print the verifier's verdict");

    public static int Run(ReadOnlySpan<string> args)
    {
        var arguments = CheckArguments.Parse(args);
        if (arguments.Compiler.Help)
        {
            Console.WriteLine(Usage);
            return ExitCode.Success;
        }

        if (arguments.Error is not null)
        {
            Console.Error.WriteLine($"check: {arguments.Error}");
            return ExitCode.Usage;
        }

        return Failures.Guard(Name, arguments.Verbose, () => arguments.Kernels.Count > 0 ? PortabilityCommand.Run(arguments) : Check(arguments));
    }

    private static int Check(CheckArguments arguments)
    {
        Privileges.Require();
        using var kernel = KernelTarget.Running();
        using var output = ConsoleOutput.Open();
        var checker = new Checker(kernel, kernel.DescriptionFor(arguments.Compiler.IsaLevel), skipUnnamed: arguments.Batch is not null, arguments.Trace ? Console.Error.WriteLine : null);
        if (arguments.Batch is null)
        {
            var check = checker.CheckFile(arguments.Compiler.Inputs[0], arguments.Compiler.ToCompileOptions(arguments.Types));
            return Report(check, arguments, output);
        }

        var worst = ExitCode.Success;
        foreach (var entry in CheckBatch.Read(arguments.Batch))
        {
            var options = CcArguments.Parse(entry.Flags).ToCompileOptions(entry.Types, arguments.Compiler);
            var code = Report(Guarded(checker, entry.File, options), arguments, output);
            output.Flush();
            worst = Worse(worst, code);
        }

        return worst;
    }

    /// <summary>A fault of ours in one text must not hide the others.</summary>
    private static FileCheck Guarded(Checker checker, string file, CompileOptions options)
    {
        try
        {
            return checker.CheckFile(file, options);
        }
        catch (Exception fault) when (fault is not (OutOfMemoryException or IOException))
        {
            return new FileCheck(file, null, [], $"internal error: {fault.GetType().Name}: {fault.Message}");
        }
    }

    private static int Report(FileCheck check, CheckArguments arguments, TextWriter output)
    {
        if (arguments.Json)
        {
            CheckReport.WriteJson(check, output);
        }
        else
        {
            if (arguments.Batch is not null)
            {
                output.WriteLine($"{check.File}:");
            }

            if (check.Compilation is { } compilation)
            {
                output.Flush();
                CompileReport.WriteDiagnostics(compilation, Console.Error);
            }

            CheckReport.WriteText(check, output, arguments.Verbose);
        }

        return CodeOf(check);
    }

    private static int CodeOf(FileCheck check)
    {
        if (check.Compilation?.Diagnostics.Any(d => d.Severity == Severity.Error) == true)
        {
            return ExitCode.Usage;
        }

        return check.Programs.Any(p => p.Verdict == Verdict.Refused) ? ExitCode.Refused
            : check.Failure is not null || check.Programs.Any(p => p is { Verdict: Verdict.Skipped, Errno: not 0 }) ? ExitCode.NotSupported
            : ExitCode.Success;
    }

    /// <summary>A wrong text outweighs a refusal, that a lack of the kernel's, that success.</summary>
    private static int Worse(int a, int b)
    {
        int[] order = [ExitCode.Success, ExitCode.NotSupported, ExitCode.Refused, ExitCode.Usage];
        return Array.IndexOf(order, a) >= Array.IndexOf(order, b) ? a : b;
    }
}
