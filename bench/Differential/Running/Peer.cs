// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Globalization;
using BpfSharp.Differential.Generation;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Differential.Running;

/// <summary>A clang, whose code the verifier's refusals of ours are measured by.</summary>
internal sealed class Peer(string command)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<int, byte> tooSlow = new();
    private int files;

    /// <summary>The version's number; 0 when the command cannot be run.</summary>
    public int Version { get; } = VersionOf(command);

    public string Name => $"clang {Version}";
    public int Levels => Version >= 18 ? 4 : 3;

    /// <summary>The seeds it found no end with.</summary>
    public IEnumerable<int> TooSlow => tooSlow.Keys.Order();

    /// <summary>The objects in order, compiled in one run; null for programs that this clang cannot compile (or breaks down on).</summary>
    public ObjectSpec?[] Compile(IReadOnlyList<TestProgram> programs, int level, string folder)
    {
        var able = programs.Where(p => p.ClangLevel <= level && level <= Levels).ToList();
        var objects = CompileTogether(able, level, folder);
        return [.. programs.Select(p => able.IndexOf(p) is var i && i >= 0 ? objects[i] : null)];
    }

    /// <summary>Looks for the program that does not compile by halves, and for one it finds no end with one by one: that costs the time limit each time.</summary>
    private ObjectSpec?[] CompileTogether(List<TestProgram> programs, int level, string folder)
    {
        if (programs.Count == 0)
        {
            return [];
        }

        var (status, whole) = CompileFile(programs, level, folder);
        if (whole is not null)
        {
            return [.. programs.Select(p => ObjectPart.Of(whole, p.EntryName))];
        }

        if (programs.Count == 1)
        {
            _ = status == CommandLine.TookTooLong && tooSlow.TryAdd(programs[0].Seed, 0);
            return [null];
        }

        var part = status == CommandLine.TookTooLong ? 1 : programs.Count / 2;
        return [.. programs.Chunk(part).SelectMany(c => CompileTogether([.. c], level, folder))];
    }

    private (int Status, ObjectSpec? Object) CompileFile(List<TestProgram> programs, int level, string folder)
    {
        var name = Path.Combine(folder, $"clang{Version}-{Interlocked.Increment(ref files)}");
        File.WriteAllText(name + ".c", Preamble.Bpf + string.Concat(programs.Select(p => p.Body())));
        try
        {
            string[] arguments = ["-w", "-O2", "-g", "-target", "bpf", $"-mcpu=v{level}", "-fwrapv", "-fno-strict-aliasing", "-fno-crash-diagnostics", "-c", name + ".c", "-o", name + ".o"];
            var status = Timings.Of(Name, () => CommandLine.Run(command, arguments, folder, TimeLimit).Status);
            return (status, status == 0 ? ElfReader.Read(File.ReadAllBytes(name + ".o"), Name) : null);
        }
        finally
        {
            File.Delete(name + ".c");
            File.Delete(name + ".o");
        }
    }

    private static int VersionOf(string command)
    {
        if (!command.Contains('/', StringComparison.Ordinal) && !CommandLine.Exists(command))
        {
            return 0;
        }

        var words = CommandLine.Run(command, ["--version"], ".").Output.Split([' ', '.'], StringSplitOptions.None);
        var at = Array.IndexOf(words, "version");
        return at >= 0 && int.TryParse(words[at + 1], CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}
