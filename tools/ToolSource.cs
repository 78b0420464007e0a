// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Tools;

/// <summary>The C programs of the tools, carried inside the assembly.</summary>
internal static class ToolSource
{
    /// <summary>Headers several tools include.</summary>
    public static IReadOnlyDictionary<string, string> SharedHeaders => new Dictionary<string, string> { ["containers.bpf.h"] = ReadFile("containers.bpf.h") };

    public static string Read(string tool) => ReadFile(tool + ".bpf.c");

    private static string ReadFile(string name)
    {
        using var stream = typeof(ToolSource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"no file '{name}' was built in");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
