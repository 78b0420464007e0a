// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Objects;

namespace BpfSharp.Tests.Library;

/// <summary>A text in BCC's dialect, compiled for the running kernel and loaded.</summary>
internal sealed class BccText : IDisposable
{
    private BccText(BpfObject loaded) => Object = loaded;

    public BpfObject Object { get; }

    public static CompileResult Compile(string text, CompileOptions? options = null)
    {
        using var target = KernelTarget.Running();
        return CCompiler.Compile(text, "test.c", options ?? new CompileOptions { Dialect = Dialect.Bcc }, target.Description);
    }

    public static BccText Load(string text, params ReadOnlySpan<(string Function, ProgramType Type)> types)
    {
        Needs.Kernel();
        Skip.IfNot(File.Exists("/sys/kernel/btf/vmlinux"), "needs kernel BTF");
        var programTypes = new Dictionary<string, ProgramType>();
        foreach (var (function, type) in types)
        {
            programTypes[function] = type;
        }

        var result = Compile(text, new CompileOptions { Dialect = Dialect.Bcc, ProgramTypes = programTypes });
        Assert.Equal([], result.Diagnostics.Select(d => d.Descriptor.Id + " " + d.Message));
        var loaded = BpfObject.FromSpec(result.Object!);
        loaded.Load();
        return new BccText(loaded);
    }

    public static IEnumerable<string> ErrorsOf(string text, CompileOptions? options = null) =>
        Compile(text, options).Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Descriptor.Id);

    public TestRunResult Run(string program, byte[] packet) => Object.Program(program).TestRun(packet);

    public byte[] Value(string map, byte[] key)
    {
        var value = new byte[Object.Map(map).ValueBytes];
        Assert.True(Object.Map(map).TryLookup(key, value), $"nothing was recorded in {map}");
        return value;
    }

    public void Dispose() => Object.Dispose();
}
