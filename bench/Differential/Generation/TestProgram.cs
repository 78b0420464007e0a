// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>A generated program: declarations, functions and an entry that returns a checksum.</summary>
internal sealed class TestProgram(int seed, Node root)
{
    public int Seed => seed;
    public Node Root => root;
    public string Prefix => $"p{seed}_";

    /// <summary>The entry as an ordinary function, file-scope names prefixed.</summary>
    public string ForMachine() => Types + root.Render(Prefix).Replace("ENTRY", "", StringComparison.Ordinal);

    /// <summary>The entry as an XDP program: no kernel type or privilege decides anything about it but the verifier's proof.</summary>
    public string ForBpf() =>
        Types + root.Render("").Replace("ENTRY", "__attribute__((section(\"xdp\"), used))", StringComparison.Ordinal)
        + "\nchar _license[] __attribute__((section(\"license\"), used)) = \"GPL\";\n";

    private const string Types = "#define NOINLINE __attribute__((noinline))\n";
}
