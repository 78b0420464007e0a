// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace BpfSharp.Fuzz.Making;

/// <summary>C texts to start from: the tools' programs, the golden cases, what earlier runs found, and folders given.</summary>
internal static class Seeds
{
    private const int LongestText = 100_000;
    private static readonly string[] Folders = ["tools", "tests/golden", "tests/programs", "fuzz/corpus"];

    public static string Root { get; } = Path.GetFullPath(
        typeof(Seeds).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!);

    public static string Corpus { get; } = Path.Combine(Root, "fuzz", "corpus");

    public static List<string> Load(IEnumerable<string> further)
    {
        var texts = new List<string>();
        foreach (var folder in (IEnumerable<string>)[.. Folders.Select(static f => Path.Combine(Root, f)), .. further])
        {
            if (Directory.Exists(folder))
            {
                texts.AddRange(Directory.GetFiles(folder, "*.c", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(Programs));
            }
        }

        texts.RemoveAll(static t => t.Length > LongestText);
        return texts;
    }

    // A golden case holds programs behind lines of slashes, and what is expected behind a line of equal signs.
    private static IEnumerable<string> Programs(string file)
    {
        var text = File.ReadAllText(file);
        var end = text.IndexOf("\n=====", StringComparison.Ordinal);
        foreach (var part in (end < 0 ? text : text[..(end + 1)]).Split("//// ", StringSplitOptions.RemoveEmptyEntries))
        {
            yield return part.StartsWith('#') || !text.StartsWith("//// ", StringComparison.Ordinal) ? part : part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        }
    }
}
