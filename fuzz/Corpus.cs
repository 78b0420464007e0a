// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace BpfSharp.Fuzz;

/// <summary>C texts to start from: the tools' programs and the golden cases.</summary>
internal static class Corpus
{
    public static string Root { get; } = Path.GetFullPath(
        typeof(Corpus).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!);

    public static List<string> Load()
    {
        var texts = new List<string>();
        foreach (var folder in (ReadOnlySpan<string>)["tools", "tests/golden", "fuzz/corpus"])
        {
            var path = Path.Combine(Root, folder);
            if (Directory.Exists(path))
            {
                texts.AddRange(Directory.GetFiles(path, "*.c", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(Programs));
            }
        }

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
