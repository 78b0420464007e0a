// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler;

public enum Dialect
{
    /// <summary>Decided by the text: SEC() and libbpf headers mean Libbpf, else Bcc.</summary>
    Auto,
    Bcc,
    Libbpf,
}

public sealed class CompileOptions
{
    public Dialect Dialect { get; init; }

    /// <summary>-D and -U in order: "X", "X=Y", or "-X" to undefine.</summary>
    public IReadOnlyList<string> Defines { get; init; } = [];

    /// <summary>-I in search order.</summary>
    public IReadOnlyList<string> IncludeDirectories { get; init; } = [];

    /// <summary>-isystem and -idirafter, searched after the others; nothing is warned about in headers found there.</summary>
    public IReadOnlyList<string> SystemDirectories { get; init; } = [];

    /// <summary>-include.</summary>
    public IReadOnlyList<string> ForcedIncludes { get; init; } = [];

    /// <summary>Headers given as text, by the name in #include; found before the built-in ones.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What BCC functions whose name has no telling prefix will be attached as.</summary>
    public IReadOnlyDictionary<string, Objects.ProgramType> ProgramTypes { get; init; } = new Dictionary<string, Objects.ProgramType>();

    /// <summary>Argument strings of the user-level static probes (USDT) that BCC functions are attached to, by function, as the ELF notes have them.</summary>
    public IReadOnlyDictionary<string, string> UsdtArguments { get; init; } = new Dictionary<string, string>();

    /// <summary>Maps of other modules that BCC's BPF_TABLE("extern", …) may mean, by name.</summary>
    public IReadOnlyDictionary<string, Objects.MapSpec> SharedMaps { get; init; } = new Dictionary<string, Objects.MapSpec>();

    /// <summary>Accesses to kernel records and questions about kernel types become CO-RE relocations, so that the object runs on other kernels too; otherwise they are settled for the target.</summary>
    public bool RecordRelocations { get; init; }

    /// <summary>-w.</summary>
    public bool SuppressWarnings { get; init; }

    /// <summary>What follows -W, in order: "all", "error", "no-return-type", "error=unused-value"; ids ("BS0393") stand for clang's names. Unknown ones are ignored.</summary>
    public IReadOnlyList<string> WarningFlags { get; init; } = [];

    /// <summary>Dump the IR after the pass of this name ("all", "lowering", "mem2reg" …) to <see cref="DumpWriter"/>.</summary>
    public string? DumpAfter { get; init; }
    public TextWriter? DumpWriter { get; init; }

    /// <summary>Filled with time and memory per phase (-ftime-report).</summary>
    public PhaseReport? Phases { get; init; }

    /// <summary>Checks the IR after each pass and throws when it is wrong: for tests.</summary>
    public bool VerifiesPasses { get; init; }

    /// <summary>Passes switched off by name (-fno-NAME); see <see cref="Passes.PassCatalog"/>. Those that programs need run all the same.</summary>
    public IReadOnlyList<string> DisabledPasses { get; init; } = [];
}
