// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Objects.Linking;

/// <summary>Joins the function, line and CO-RE records of all objects; those of functions that gave way to another definition are left out.</summary>
internal sealed class ExtensionJoiner(BtfBuilder builder, SymbolResolver symbols)
{
    private const int InstructionOffset = 0;

    private readonly BtfExtension extension = new();

    public void Add(LinkedObject linked)
    {
        if (linked.File.Find(".BTF.ext") is not { } section)
        {
            return;
        }

        foreach (var (kind, sectionName, words) in BtfExtension.Read(section.Data, linked.Types!, linked.Name))
        {
            if (linked.File.Find(sectionName) is not { } code || !linked.Places.TryGetValue(code.Index, out var place) || GaveWay(linked, code.Index, words[InstructionOffset]))
            {
                continue;
            }

            var moved = (uint[])words.Clone();
            moved[InstructionOffset] += (uint)place.Offset;
            switch (kind)
            {
                case BtfExtensionKind.Functions:
                    moved[1] = TypeId(linked, words[1]);
                    break;
                case BtfExtensionKind.Lines:
                    moved[1] = Text(linked, words[1]);
                    moved[2] = Text(linked, words[2]);
                    break;
                default:
                    moved[1] = TypeId(linked, words[1]);
                    moved[2] = Text(linked, words[2]);
                    break;
            }

            extension.Of(kind, sectionName).AddRange(moved);
        }
    }

    public byte[] ToArray() => extension.ToArray(builder.AddString);

    private static uint TypeId(LinkedObject linked, uint id) =>
        id < (uint)linked.TypeIds.Length ? linked.TypeIds[id] : throw new ObjectFormatException(linked.Name, $"section .BTF.ext refers to type {id}, but there are {linked.TypeIds.Length}");

    private uint Text(LinkedObject linked, uint offset)
    {
        try
        {
            return builder.AddString(linked.Types!.StringAt(offset));
        }
        catch (FormatException error)
        {
            throw new ObjectFormatException(linked.Name, "section .BTF.ext: " + error.Message, error);
        }
    }

    private bool GaveWay(LinkedObject linked, int section, uint offset)
    {
        foreach (var symbol in symbols.Globals)
        {
            if (symbol.Losers.Contains(linked)
                && linked.File.Symbols.Exists(s => s.Name == symbol.Name && s.Section == section && offset >= s.Value && offset < s.Value + s.Size))
            {
                return true;
            }
        }

        return false;
    }
}
