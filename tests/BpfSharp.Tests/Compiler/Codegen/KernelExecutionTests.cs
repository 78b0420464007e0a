// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Compiler.Codegen;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;
using BpfSharp.Objects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Codegen;

/// <summary>Generated code run by the kernel must do what the IR says.</summary>
public class KernelExecutionTests
{
    public static TheoryData<int, int> Seeds()
    {
        var data = new TheoryData<int, int>();
        var count = int.Parse(Environment.GetEnvironmentVariable("BPFSHARP_RANDOM_FUNCTIONS") ?? "25", System.Globalization.CultureInfo.InvariantCulture);
        for (var seed = 0; seed < count; seed++)
        {
            data.Add(seed, seed % 4 + 1);
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public void Random_functions_agree_with_the_interpreter(int seed, int level)
    {
        var text = new RandomFunction(seed).Generate();
        var context = new byte[RandomFunction.ContextSize];
        new Random(seed).NextBytes(context.AsSpan(0, RandomFunction.Inputs * 8));
        Check(text, level, context);
    }

    internal static ObjectSpec Compile(string text, int level)
    {
        var bag = new DiagnosticBag();
        var spec = CodeGenerator.Generate(IrParser.Parse(text), "test", new SourceMap(), new TargetDescription { IsaLevel = level }, bag);
        Assert.Empty(bag.Diagnostics);
        return spec;
    }

    /// <summary>Runs the function on both sides and compares result and memory.</summary>
    internal static void Check(string text, int level, byte[] context)
    {
        KernelRunner.Require(level);
        var module = IrParser.Parse(text);
        var machine = new IrInterpreter(module);
        var address = machine.Allocate(context);
        var result = (uint)machine.Run(module.Functions[0].Name, address);
        var actual = (byte[])context.Clone();
        Assert.Equal(result, KernelRunner.Run(Compile(text, level), actual));
        Assert.Equal(Convert.ToHexString(machine.At(address, context.Length)), Convert.ToHexString(actual));
    }
}
