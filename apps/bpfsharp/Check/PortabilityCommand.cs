// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Elf;
using BpfSharp.Objects.Portability;
using BpfSharp.Tooling;
using BpfSharp.Tooling.Output;

namespace BpfSharp.App;

/// <summary><c>bpfsharp check --btf</c>: compares an object with the types of kernels that need not be running; nothing is loaded, nobody need be root.</summary>
internal static class PortabilityCommand
{
    public static int Run(CheckArguments arguments)
    {
        try
        {
            var path = arguments.Compiler.Inputs[0];
            if (Read(path, arguments) is not { } spec)
            {
                return ExitCode.Usage;
            }

            var kernels = arguments.Kernels.ConvertAll(k => (k.Name, BtfFile.Read(File.ReadAllBytes(k.Path), k.Path)));
            var result = PortabilityCheck.Run(spec, kernels);
            using var output = ConsoleOutput.Open();
            if (arguments.Json)
            {
                PortabilityReport.WriteJson(path, arguments.Kernels, result, output);
            }
            else
            {
                PortabilityReport.WriteText(result, output, arguments.Verbose);
            }

            return result.Kernels.All(k => k.IsFit) ? ExitCode.Success : ExitCode.NotSupported;
        }
        catch (FormatException damaged)
        {
            Console.Error.WriteLine($"{CheckCommand.Name}: {damaged.Message}");
            return ExitCode.Usage;
        }
    }

    private static ObjectSpec? Read(string path, CheckArguments arguments)
    {
        if (Checker.IsObject(path))
        {
            return ElfReader.Read(File.ReadAllBytes(path), Path.GetFileNameWithoutExtension(path));
        }

        using var target = KernelTarget.WithBtfFile(arguments.Kernels[0].Path);
        var options = arguments.Compiler.ToCompileOptions(arguments.Types, isForAnyKernel: true);
        var result = CCompiler.Compile(File.ReadAllText(path), path, options, target.DescriptionFor(arguments.Compiler.IsaLevel));
        return CompileReport.Write(result, Console.Error, arguments.Json) ? result.Object : null;
    }
}
