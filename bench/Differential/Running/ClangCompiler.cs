// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Differential.Generation;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Differential.Running;

/// <summary>Compiles programs for BPF with clang, many in one run of it.</summary>
internal static class ClangCompiler
{
    public static bool IsAvailable { get; } = CommandLine.Exists("clang");

    /// <summary>The objects in order; null for programs that clang cannot compile (signed division below ISA v4, for one).</summary>
    /// <param name="level">Up to 3: older releases know no more.</param>
    public static ObjectSpec?[] Compile(IReadOnlyList<TestProgram> programs, string folder, int level = 3)
    {
        var arguments = new List<string> { "-w", "-O2", "-g", "-target", "bpf", $"-mcpu=v{level}", "-fwrapv", "-fno-strict-aliasing", "-c" };
        for (var i = 0; i < programs.Count; i++)
        {
            File.WriteAllText(Path.Combine(folder, $"c{i}.c"), programs[i].ForBpf());
            File.Delete(Path.Combine(folder, $"c{i}.o"));
            arguments.Add($"c{i}.c");
        }

        CommandLine.Run("clang", arguments, folder);
        return [.. Enumerable.Range(0, programs.Count).Select(i => Read(Path.Combine(folder, $"c{i}.o")))];
    }

    private static ObjectSpec? Read(string path) => File.Exists(path) ? ElfReader.Read(File.ReadAllBytes(path), "clang") : null;
}
