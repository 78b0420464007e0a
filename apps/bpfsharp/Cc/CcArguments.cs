// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Passes;
using BpfSharp.Objects;

namespace BpfSharp.App;

/// <summary>A C compiler's command line, as clang's users and makefiles write it for BPF.</summary>
internal sealed class CcArguments
{
    private readonly List<string> defines = [];
    private readonly List<string> quoteDirectories = [];
    private readonly List<string> systemDirectories = [];
    private readonly List<string> afterDirectories = [];
    private readonly List<string> forcedIncludes = [];
    private readonly List<string> disabledPasses = [];
    private readonly List<string> warnings = [];
    private bool hasCpu;
    private readonly Dictionary<string, string> usdt = new(StringComparer.Ordinal);

    public List<string> Inputs { get; } = [];
    public string? Output { get; private set; }
    public bool PreprocessOnly { get; private set; }
    public bool SyntaxOnly { get; private set; }
    public bool ListAssembly { get; private set; }
    public bool DiagnosticsAsJson { get; private set; }
    public bool TimeReport { get; private set; }
    public bool Help { get; private set; }

    /// <summary>The id of a diagnostic to explain instead of compiling.</summary>
    public string? Explain { get; private set; }

    /// <summary>Null for what the running kernel has.</summary>
    public int? IsaLevel { get; private set; }

    /// <summary>For an object that other kernels are to load: v3, which those since 5.1 take, unless a flag says otherwise.</summary>
    public int? ObjectIsaLevel => hasCpu || IsForThisKernel ? IsaLevel : 3;

    public string? BtfFile { get; private set; }

    /// <summary>A fault in the command line, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>What is to be said of -W flags that nobody knows.</summary>
    public IReadOnlyList<Diagnostic> WarningFlagDiagnostics => CommandLineWarnings.Check(warnings, SuppressWarnings);

    /// <summary>Flags nobody here knows: each gets a note.</summary>
    public List<string> Unknown { get; } = [];
    private bool SuppressWarnings { get; set; }
    private bool IsForThisKernel { get; set; }
    private string? DumpAfter { get; set; }
    private Dialect Dialect { get; set; }

    /// <param name="types">Program types of functions without a telling name; given by who loads here and now, so that nothing is left to relocate.</param>
    /// <param name="before">Flags that hold for several files and come first: the dialect and macros are theirs unless given here.</param>
    /// <param name="isForAnyKernel">Relocations are recorded although types are given.</param>
    public CompileOptions ToCompileOptions(
        IReadOnlyDictionary<string, ProgramType>? types = null, CcArguments? before = null, PhaseReport? phases = null, bool isForAnyKernel = false) => new()
    {
        Dialect = Dialect == Dialect.Auto && before is not null ? before.Dialect : Dialect,
        Defines = before is null ? defines : [.. before.defines, .. defines], UsdtArguments = usdt, ProgramTypes = types ?? new Dictionary<string, ProgramType>(),
        IncludeDirectories = quoteDirectories, SystemDirectories = [.. systemDirectories, .. afterDirectories],
        ForcedIncludes = forcedIncludes, SuppressWarnings = SuppressWarnings, WarningFlags = warnings, DisabledPasses = disabledPasses,
        Phases = phases, RecordRelocations = !IsForThisKernel && (types is null || isForAnyKernel),
        DumpAfter = DumpAfter, DumpWriter = DumpAfter is null ? null : Console.Out,
    };

    public static CcArguments Parse(ReadOnlySpan<string> args)
    {
        var parsed = new CcArguments();
        for (var i = 0; i < args.Length && parsed.Error is null; i++)
        {
            i += parsed.Take(args[i], i + 1 < args.Length ? args[i + 1] : null);
        }

        return parsed;
    }

    /// <summary>Takes one flag; returns 1 when it took the next word as its value too.</summary>
    private int Take(string flag, string? next)
    {
        if (!flag.StartsWith('-') || flag == "-")
        {
            Inputs.Add(flag);
            return 0;
        }

        foreach (var (name, take) in Valued)
        {
            if (flag == name)
            {
                if (next is null)
                {
                    Error = $"'{name}' needs a value";
                    return 0;
                }

                take(this, next);
                return 1;
            }

            // -DX and -Idir are written together; long names are not, except with '='.
            if (flag.StartsWith(name, StringComparison.Ordinal) && (name.Length == 2 || name[^1] == '='))
            {
                take(this, flag[name.Length..]);
                return 0;
            }
        }

        TakeSwitch(flag);
        return 0;
    }

    private void TakeSwitch(string flag)
    {
        switch (flag)
        {
            case "-E":
                PreprocessOnly = true;
                break;
            case "-S":
                ListAssembly = true;
                break;
            case "-fsyntax-only":
                SyntaxOnly = true;
                break;
            case "-ftime-report":
                TimeReport = true;
                break;
            case "-fdiagnostics-format=json" or "--diagnostics-format=json":
                DiagnosticsAsJson = true;
                break;
            case var _ when flag.StartsWith("-W", StringComparison.Ordinal) && !flag.Contains(',', StringComparison.Ordinal):
                warnings.Add(flag.Length > 2 ? flag[2..] : "extra");
                break;
            case "-w":
                SuppressWarnings = true;
                break;
            case "--this-kernel":
                IsForThisKernel = true;
                break;
            case "--help" or "-h":
                Help = true;
                break;
            case var _ when flag.StartsWith("-fno-", StringComparison.Ordinal):
                LeaveOut(flag[5..]);
                break;
            case var _ when !MeansNothingHere(flag):
                Unknown.Add(flag);
                break;
        }
    }

    private void SetCpu(string level)
    {
        hasCpu = true;
        IsaLevel = level switch
        {
            "v1" => 1,
            "v2" => 2,
            "v3" or "generic" => 3,
            "v4" => 4,
            "probe" => null,
            _ => 0,
        };
        if (IsaLevel == 0)
        {
            IsaLevel = null;
            Error = $"-mcpu={level}: v1, v2, v3, v4, generic or probe is meant";
        }
    }

    private void LeaveOut(string pass)
    {
        disabledPasses.Add(pass);
        if (PassCatalog.WhyNeeded(pass) is { } reason)
        {
            Error = $"-fno-{pass}: this pass cannot be left out: {reason}";
        }
    }

    private void SetTarget(string target)
    {
        if (target is not ("bpf" or "bpfel"))
        {
            Error = target == "bpfeb" ? "big-endian BPF (bpfeb) is not supported" : $"-target {target}: this compiler makes bpf only";
        }
    }

    private void SetDialect(string name)
    {
        if (Enum.TryParse<Dialect>(name, ignoreCase: true, out var dialect))
        {
            Dialect = dialect;
        }
        else
        {
            Error = $"--dialect={name}: bcc, libbpf or auto is meant";
        }
    }

    private void SetUsdt(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at > 0)
        {
            usdt[text[..at]] = text[(at + 1)..];
        }
        else
        {
            Error = $"--usdt {text}: FUNCTION='OPERANDS' is meant, as \"readelf -n\" shows them";
        }
    }

    // Optimisation, debug information and code style are as they are here; dependency files are not written; "-Wl,…" is for other tools.
    private static bool MeansNothingHere(string flag) =>
        flag is "-c" or "-pipe" or "-nostdinc" or "-nostdlib" or "-pthread" or "-v" or "-emit-llvm" or "-ansi" or "-pedantic"
        || flag.StartsWith("-O", StringComparison.Ordinal) || flag.StartsWith("-g", StringComparison.Ordinal)
        || flag.StartsWith("-f", StringComparison.Ordinal)
        || flag.StartsWith("-m", StringComparison.Ordinal) || flag.StartsWith("-std=", StringComparison.Ordinal)
        || flag is "-MD" or "-MMD" or "-MP" or "-M" or "-MM";

    private static readonly (string Name, Action<CcArguments, string> Take)[] Valued =
    [
        ("-o", static (a, v) => a.Output = v),
        ("-D", static (a, v) => a.defines.Add(v)),
        ("-U", static (a, v) => a.defines.Add("-" + v)),
        ("-isystem", static (a, v) => a.systemDirectories.Add(v)),
        ("-idirafter", static (a, v) => a.afterDirectories.Add(v)),
        ("-iquote", static (a, v) => a.quoteDirectories.Add(v)),
        ("-include", static (a, v) => a.forcedIncludes.Add(v)),
        ("-I", static (a, v) => a.quoteDirectories.Add(v)),
        ("-target", static (a, v) => a.SetTarget(v)),
        ("--target=", static (a, v) => a.SetTarget(v)),
        ("-mcpu=", static (a, v) => a.SetCpu(v)),
        ("-mcpu", static (a, v) => a.SetCpu(v)),
        ("--explain=", static (a, v) => a.Explain = v),
        ("--explain", static (a, v) => a.Explain = v),
        ("--dump-ir=", static (a, v) => a.DumpAfter = v),
        ("--btf=", static (a, v) => a.BtfFile = v),
        ("--btf", static (a, v) => a.BtfFile = v),
        ("--usdt=", static (a, v) => a.SetUsdt(v)),
        ("--usdt", static (a, v) => a.SetUsdt(v)),
        ("--dialect=", static (a, v) => a.SetDialect(v)),
        ("-x", static (a, v) => a.Error = v == "c" ? null : $"-x {v}: only C is compiled here"),
        ("-MF", static (_, _) => { }),
        ("-MT", static (_, _) => { }),
        ("-MQ", static (_, _) => { }),
        ("-mllvm", static (_, _) => { }),
        ("-Xclang", static (_, _) => { }),
    ];
}
