// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Differential.Running;

/// <summary>One program of an object that holds many.</summary>
internal static class ObjectPart
{
    /// <summary>The program with the functions and maps it reaches; null when the object lacks it.</summary>
    public static ObjectSpec? Of(ObjectSpec whole, string program)
    {
        if (whole.Programs.Find(p => p.Name == program) is not { } entry)
        {
            return null;
        }

        var part = new ObjectSpec { Name = whole.Name, License = whole.License, Btf = whole.Btf };
        part.Files.AddRange(whole.Files);
        part.Programs.Add(entry);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        Reach(whole, entry, reached);
        part.Subprograms.AddRange(whole.Subprograms.Where(s => reached.Contains(s.Name)));
        part.Maps.AddRange(whole.Maps.Where(m => reached.Contains(m.Name)));
        return part;
    }

    private static void Reach(ObjectSpec whole, CodeSpec code, HashSet<string> reached)
    {
        foreach (var relocation in code.Relocations)
        {
            if (reached.Add(relocation.Target) && relocation.Kind == RelocationKind.Subprogram && whole.Subprograms.Find(s => s.Name == relocation.Target) is { } callee)
            {
                Reach(whole, callee, reached);
            }
        }
    }
}
