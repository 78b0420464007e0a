// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>A generated program: declarations, functions and an entry that returns a checksum.</summary>
/// <param name="lowestLevel">The lowest ISA level that has the instructions it asks for.</param>
/// <param name="clangLevel">The lowest at which clang can compile it; above 4 at none.</param>
internal sealed class TestProgram(int seed, Node root, int lowestLevel, int clangLevel)
{
    public const int PacketSize = 64;

    public int Seed => seed;
    public Node Root => root;
    public int LowestLevel => lowestLevel;
    public int ClangLevel => clangLevel;
    public string Prefix => $"p{seed}_";
    public string EntryName => Prefix + "entry";

    /// <summary>The packet every way of running a program hands to it.</summary>
    public static byte[] Packet() => [.. Enumerable.Range(0, PacketSize).Select(i => (byte)((i * 37) + 11))];

    /// <summary>Without the preamble, file-scope names prefixed: many fit in one file.</summary>
    public string Body() => root.Render(Prefix);

    /// <summary>As a file of its own, for BPF.</summary>
    public string ForBpf() => Preamble.Bpf + root.Render("");
}
