// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace BpfSharp.Corpus;

/// <summary>A C file with what it needs to compile.</summary>
internal sealed record Unit(string Group, string Path, IReadOnlyList<string> Includes, IReadOnlyList<string> Defines)
{
    private const string Suffix = ".bpf.c";

    public string Name => $"{Group}/{(Path.EndsWith(Suffix, StringComparison.Ordinal) ? System.IO.Path.GetFileName(Path)[..^Suffix.Length] : System.IO.Path.GetFileNameWithoutExtension(Path))}";

    public static List<Unit> Find(Options options) =>
        [.. options.Inputs.SelectMany(i => i.EndsWith(".json", StringComparison.Ordinal) ? FromManifest(i) : FromPath(i))
            .Where(u => u.Path.Contains(options.Filter, StringComparison.Ordinal))
            .Select(u => u with { Includes = [.. u.Includes, .. options.Includes], Defines = [.. u.Defines, .. options.Defines] })];

    private static IEnumerable<Unit> FromPath(string path)
    {
        var files = Directory.Exists(path) ? Directory.GetFiles(path, "*" + Suffix, SearchOption.AllDirectories).Order(StringComparer.Ordinal) : (IEnumerable<string>)[path];
        var group = Directory.Exists(path) ? System.IO.Path.GetFileName(path.TrimEnd('/')) : System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)!);
        return files.Select(f => new Unit(group, f, [System.IO.Path.GetDirectoryName(f)!], []));
    }

    private static List<Unit> FromManifest(string manifest)
    {
        var folder = System.IO.Path.GetDirectoryName(manifest)!;
        using var document = JsonDocument.Parse(File.ReadAllText(manifest));
        var units = new List<Unit>();
        foreach (var group in document.RootElement.EnumerateArray())
        {
            var includes = Strings(group, "includes").Select(i => System.IO.Path.Combine(folder, i)).ToList();
            foreach (var pattern in Strings(group, "files"))
            {
                var whole = System.IO.Path.Combine(folder, pattern);
                var parent = System.IO.Path.GetDirectoryName(whole)!;
                var files = Directory.Exists(parent) ? Directory.GetFiles(parent, System.IO.Path.GetFileName(whole)).Order(StringComparer.Ordinal) : (IEnumerable<string>)[];
                units.AddRange(files.Select(f => new Unit(group.GetProperty("group").GetString()!, f, includes, [.. Strings(group, "defines")])));
            }
        }

        return units;
    }

    private static IEnumerable<string> Strings(JsonElement group, string name) => !group.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(static v => v.GetString()!) : [value.GetString()!];
}
