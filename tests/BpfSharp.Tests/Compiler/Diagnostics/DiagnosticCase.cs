// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Compiler;
using BpfSharp.Objects.Btf;
using BpfSharp.Tests.Compiler.Dialects;

namespace BpfSharp.Tests.Compiler.Diagnostics;

/// <summary>
/// How a text is compiled, in words: <c>isa=N</c>, <c>version=X.Y</c>, <c>no-kernel</c>, <c>usdt=OPERANDS</c> of function f, <c>-D…</c>, <c>-w</c> and <c>-W…</c> flags;
/// <c>types=X.Y</c> when it names kernel types that came with that version.
/// </summary>
internal static class DiagnosticCase
{
    public static CompileResult Compile(string text, string[] words, BtfTypes? kernel, string name = "test.c") =>
        CCompiler.Compile(text, name, Options(words), Target(words, kernel));

    private static CompileOptions Options(string[] words) => new()
    {
        WarningFlags = Flags(words, "-W"), Defines = Flags(words, "-D"), SuppressWarnings = words.Contains("-w"),
        UsdtArguments = Value(words, "usdt") is { } operands ? new Dictionary<string, string> { ["f"] = operands } : [],
    };

    private static string[] Flags(string[] words, string start) => [.. words.Where(w => w.StartsWith(start, StringComparison.Ordinal)).Select(static w => w[2..])];

    private static TargetDescription Target(string[] words, BtfTypes? kernel)
    {
        var version = Value(words, "version") is { } text ? Version.Parse(text) : new Version(6, 18);
        var code = version.Major << 16 | version.Minor << 8;
        return new TargetDescription
        {
            KernelTypes = words.Contains("no-kernel") ? null : kernel,
            KernelVersion = code,
            PossibleCpus = 4,
            IsaLevel = Value(words, "isa") is { } isa ? int.Parse(isa, CultureInfo.InvariantCulture) : 4,
            HasBoundedLoops = code >= (5 << 16 | 3 << 8),
            HasGlobalData = code >= (5 << 16 | 2 << 8),
            HasProbeReadKernel = code >= (5 << 16 | 5 << 8),
            TracepointNames = static category => category == "syscalls" ? ["sys_enter_openat", "sys_enter_open"] : [],
            TracepointFormat = static (category, name) => (category, name) == ("syscalls", "sys_enter_openat") ? Formats.SysEnterOpenat : null,
        };
    }

    public static string? Value(string[] words, string name) =>
        words.FirstOrDefault(w => w.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
