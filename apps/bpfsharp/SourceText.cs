// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.App;

/// <summary>Reads the C file a command was given.</summary>
internal static class SourceText
{
    /// <exception cref="IOException">It cannot be read; the message names it. A directory would read as "access denied".</exception>
    public static string Read(string path) =>
        Directory.Exists(path) ? throw new IOException($"'{path}' is a directory, not a C file") : File.ReadAllText(path);
}
