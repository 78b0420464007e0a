// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Preprocessing;

internal sealed class PreprocessorOptions
{
    /// <summary>-D and -U in order: "X", "X=Y", or "-X" to undefine.</summary>
    public IReadOnlyList<string> Defines { get; init; } = [];

    /// <summary>In search order.</summary>
    public IReadOnlyList<string> IncludeDirectories { get; init; } = [];

    /// <summary>Index of the first directory whose headers are system headers.</summary>
    public int FirstSystemDirectory { get; init; } = int.MaxValue;

    /// <summary>-include.</summary>
    public IReadOnlyList<string> ForcedIncludes { get; init; } = [];

    /// <summary>C text read after the compiler's own macros and before <see cref="Defines"/>: what a dialect adds.</summary>
    public string Predefines { get; init; } = "";

    /// <summary>Instruction set version, for __BPF_CPU_VERSION__.</summary>
    public int CpuVersion { get; init; } = 3;

    /// <summary>Hand "#pragma pack(…)" and "#pragma clang attribute …" to the parser too, as <see cref="TokenKind.Pragma"/> tokens with the text after #pragma.</summary>
    public bool KeepLayoutPragmas { get; init; }

    /// <summary>What __DATE__ and __TIME__ say; fixed, so that builds are reproducible.</summary>
    public DateTime BuildTime { get; init; } = DateTime.UnixEpoch;

    /// <summary>Tokens all macro expansions together may produce before the text is called a macro bomb.</summary>
    public int ExpansionBudget { get; init; } = 10_000_000;
}
