// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Fuzz.Making;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Fuzz.Objects;

/// <summary>Good objects to start from: the corpus as compiled here, and those of a folder.</summary>
internal static class ObjectSamples
{
    private const int Most = 200, LargestBytes = 400_000;

    public static List<byte[]> Load(string? folder)
    {
        var samples = new List<byte[]>();
        using var kernel = KernelTarget.Running();
        foreach (var text in Seeds.Load([]))
        {
            if (samples.Count < Most && Compile(text, kernel) is { } bytes)
            {
                samples.Add(bytes);
            }
        }

        if (folder is not null)
        {
            samples.AddRange(Directory.GetFiles(folder, "*.o", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(File.ReadAllBytes).Where(static b => b.Length <= LargestBytes).Take(Most));
        }

        return samples.Count > 0 ? samples : throw new InvalidOperationException("no text of the corpus compiles");
    }

    private static byte[]? Compile(string text, KernelTarget kernel)
    {
        var result = CCompiler.Compile(text, "sample.c", new CompileOptions { RecordRelocations = true }, kernel.Description);
        try
        {
            return result.Object is { } spec ? ElfWriter.Write(spec) : null;
        }
        catch (ObjectFormatException)
        {
            return null;
        }
    }
}
