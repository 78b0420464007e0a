// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Passes;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Passes;

/// <summary>One folder per pass below tests/golden/passes: input IR, expected IR. Lines "; old-kernel" and the like in the input choose the target.</summary>
public class PassGoldenTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var folder in Directory.GetDirectories(Repository.PathOf("tests", "golden", "passes")).Order(StringComparer.Ordinal))
        {
            foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetFileName(folder), Path.GetFileName(file));
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gives_expected_ir(string pass, string file) => Golden.Check($"passes/{pass}", file, input => Transform(pass, input));

    [Fact]
    public void Every_pass_has_examples()
    {
        // ConstantGlobalsTests has constant-globals: the text does not say how a variable was declared.
        var without = PassCatalog.Names.Where(static name => name != "constant-globals" && !Directory.Exists(Repository.PathOf("tests", "golden", "passes", name)));
        Assert.Empty(without);
    }

    private static string Transform(string pass, string input)
    {
        var module = IrParser.Parse(input);
        var isOld = input.Contains("; old-kernel", StringComparison.Ordinal);
        var diagnostics = new DiagnosticBag();
        var context = new PassContext(module, new TargetDescription { IsaLevel = pass == "wide-comparisons" ? 2 : 3, HasBoundedLoops = !isOld, HasProbeReadKernel = !isOld }, diagnostics);
        RunPass(pass, module, context);
        IrVerifier.Verify(module);
        var text = IrPrinter.Print(module);
        foreach (var diagnostic in diagnostics.Diagnostics)
        {
            text += $"; {diagnostic.Descriptor.Id} {diagnostic.Message}\n";
        }

        return text;
    }

    private static void RunPass(string name, Module module, PassContext context)
    {
        if (name == "pipeline")
        {
            PassPipeline.Run(module, context, new CompileOptions { VerifiesPasses = true });
        }
        else
        {
            PassCatalog.Run(name, module, context);
        }
    }
}
