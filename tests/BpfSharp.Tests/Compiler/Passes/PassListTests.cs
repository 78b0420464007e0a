// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Passes;
using BpfSharp.Objects;
using BpfSharp.Tests.Support;
using BpfSharp.Vm;
using Needs = BpfSharp.Tests.Library.Needs;

namespace BpfSharp.Tests.Compiler.Passes;

/// <summary>What holds for every pass, on every program of tests/programs.</summary>
public class PassListTests
{
    private const string Header = "; after ";
    private static readonly Lazy<List<(string Name, string Text)>> Programs = new(static () =>
        [.. Directory.GetFiles(Repository.PathOf("tests/programs"), "*.c", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => (Path.GetFileName(f), File.ReadAllText(f)))]);

    /// <summary>For each program the module's text after lowering and after each pass.</summary>
    private static readonly Lazy<List<List<(string Pass, string Text)>>> Dumps = new(static () => [.. Programs.Value.Select(static p => DumpsOf(p.Name, p.Text))]);

    /// <summary>Those that are programs without optimisation too; the others say so in their first line.</summary>
    private static readonly Lazy<List<(string Name, string Text)>> Plain = new(static () =>
        Programs.Value.FindAll(static p => !p.Text.StartsWith("// Needs the optimiser", StringComparison.Ordinal)));

    private static readonly Lazy<List<string>> Expected = new(static () => [.. Plain.Value.Select(static p => Outcome(Compile(p.Name, p.Text, new CompileOptions())))]);

    public static TheoryData<string> Passes => [.. PassCatalog.Names.Order(StringComparer.Ordinal)];
    public static TheoryData<string> OptionalPasses => [.. PassCatalog.Optional.Order(StringComparer.Ordinal)];

    [SkippableFact]
    public void The_list_names_the_passes_that_run()
    {
        Needs.Kernel();
        // Part of inlining, which has to know at once whether a function still calls itself.
        var alone = PassCatalog.Names.Where(static name => name != "tail-recursion");
        Assert.Equal(alone.Order(StringComparer.Ordinal), Dumps.Value.SelectMany(d => d.Skip(1)).Select(d => d.Pass).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>The text after each pass is all there is to know: it reads back, and the next pass, run alone on what was read, finds a sound function and leaves one.</summary>
    [SkippableTheory]
    [MemberData(nameof(Passes))]
    public void Is_dumped_reads_back_and_runs_alone(string pass)
    {
        Needs.Kernel();
        foreach (var dumps in Dumps.Value)
        {
            for (var i = 1; i < dumps.Count; i++)
            {
                if (dumps[i].Pass == pass)
                {
                    var before = Read(dumps[i - 1].Text);
                    PassCatalog.Run(pass, before, new PassContext(before, new TargetDescription(), new DiagnosticBag()));
                    IrVerifier.Verify(before);
                    Read(IrPrinter.Print(before));
                    Read(dumps[i].Text);
                }
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(OptionalPasses))]
    public void Can_be_left_out(string pass)
    {
        Needs.Kernel();
        for (var i = 0; i < Plain.Value.Count; i++)
        {
            var (name, text) = Plain.Value[i];
            Assert.Equal((name, Expected.Value[i]), (name, Outcome(Compile(name, text, new CompileOptions { DisabledPasses = [pass] }))));
        }
    }

    [SkippableFact]
    public void All_optional_passes_can_be_left_out_together()
    {
        Needs.Kernel();
        for (var i = 0; i < Plain.Value.Count; i++)
        {
            var (name, text) = Plain.Value[i];
            Assert.Equal((name, Expected.Value[i]), (name, Outcome(Compile(name, text, new CompileOptions { DisabledPasses = PassCatalog.Optional }))));
        }
    }

    [Fact]
    public void The_command_dumps_and_leaves_out()
    {
        var file = Path.Combine(Path.GetTempPath(), $"passes-{Environment.ProcessId}.c");
        try
        {
            File.WriteAllText(file, "int f(int x) { return x * 8 + x * 8; }\n");
            var dump = Cli.Run("cc", "-fsyntax-only", "--dump-ir=gvn", file);
            Assert.StartsWith("; after gvn\n", dump.Output, StringComparison.Ordinal);
            Assert.Equal("", Cli.Run("cc", "-fsyntax-only", "--dump-ir=gvn", "-fno-gvn", file).Output);
            var refused = Cli.Run("cc", "-fsyntax-only", "-fno-expand-memory", file);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("-fno-expand-memory: this pass cannot be left out: there are no instructions for blocks of memory", refused.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Module Read(string text)
    {
        var module = IrParser.Parse(text);
        IrVerifier.Verify(module);
        Assert.Equal(text, IrPrinter.Print(module));
        return module;
    }

    private static List<(string Pass, string Text)> DumpsOf(string name, string text)
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture);
        Compile(name, text, new CompileOptions { DumpAfter = "all", DumpWriter = writer, VerifiesPasses = true });
        var sections = ("\n" + writer).Split("\n" + Header)[1..];
        return [.. sections.Select(static s => (s[..s.IndexOf('\n')], s[(s.IndexOf('\n') + 1)..].TrimEnd('\n') + "\n"))];
    }

    private static ObjectSpec Compile(string name, string text, CompileOptions options)
    {
        using var target = KernelTarget.Running();
        var result = CCompiler.Compile(text, name, options, target.DescriptionFor(3));
        return result.Object ?? throw new InvalidOperationException(name + ": " + string.Join("\n", result.Diagnostics.Select(d => d.Message)));
    }

    /// <summary>What the programs return or where the machine stops them, what they send, and what is in the maps afterwards.</summary>
    private static string Outcome(ObjectSpec spec)
    {
        var machine = new BpfMachine(spec, new VmOptions { Clock = static () => 1_000_000 });
        var text = new StringBuilder();
        foreach (var program in spec.Programs)
        {
            for (byte fill = 0; fill < 3; fill++)
            {
                text.Append(program.Name).Append(": ").Append(Run(machine, program, fill)).Append('\n');
            }
        }

        foreach (var sent in machine.Events)
        {
            text.Append(sent.Map).Append(' ').Append(Convert.ToHexString(sent.Data)).Append('\n');
        }

        return text.ToString();
    }

    private static string Run(BpfMachine machine, ProgramSpec program, byte fill)
    {
        var bytes = new byte[512];
        Array.Fill(bytes, fill);
        try
        {
            var isPacket = program.Type is ProgramType.Xdp or ProgramType.SchedCls or ProgramType.SocketFilter;
            return ((int)(isPacket ? machine.RunOnPacket(program.Name, bytes) : machine.Run(program.Name, bytes))).ToString(CultureInfo.InvariantCulture);
        }
        catch (VmException stopped)
        {
            return stopped.Reason;
        }
    }
}
