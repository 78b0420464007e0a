// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using BpfSharp.Objects;

namespace BpfSharp.App;

/// <summary>A list of texts to check in one process, so that the kernel's types are read once.</summary>
/// <remarks>
/// A JSON array of objects: "file" (relative to the list), and optionally "cflags" (an array of compiler flags) and "funcs"
/// (function name to type, as --as takes it).
/// </remarks>
internal static class CheckBatch
{
    public readonly record struct Entry(string File, string[] Flags, Dictionary<string, ProgramType> Types);

    /// <exception cref="IOException">The list is not as described.</exception>
    public static List<Entry> Read(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.EnumerateArray().Select(e => ReadEntry(e, folder))];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new IOException($"{path}: not a list of texts: {fault.Message}", fault);
        }
    }

    private static Entry ReadEntry(JsonElement entry, string folder)
    {
        var file = Path.Combine(folder, entry.GetProperty("file").GetString()!);
        var flags = entry.TryGetProperty("cflags", out var list) ? list.EnumerateArray().Select(f => f.GetString()!).ToArray() : [];
        var types = new Dictionary<string, ProgramType>(StringComparer.Ordinal);
        if (entry.TryGetProperty("funcs", out var functions))
        {
            foreach (var function in functions.EnumerateObject())
            {
                if (CheckArguments.TryParseType(function.Value.ToString(), out var type))
                {
                    types[function.Name] = type;
                }
            }
        }

        return new Entry(file, flags, types);
    }
}
