// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Objects.Linking;

/// <summary>Joins the function, line and CO-RE records of all objects; those of functions that gave way to another definition are left out.</summary>
internal sealed class ExtensionJoiner(BtfBuilder builder, SymbolResolver symbols)
{
    private readonly BtfExtension extension = new();

    public void Add(LinkedObject linked)
    {
        if (linked.File.Find(".BTF.ext") is not { } section)
        {
            return;
        }

        foreach (var record in BtfExtension.Read(section.Data, linked.Types!.StringAt, linked.Name))
        {
            if (linked.File.Find(record.Section) is not { } code || !linked.Places.TryGetValue(code.Index, out var place) || GaveWay(linked, code.Index, record.Place))
            {
                continue;
            }

            var moved = record.Place + (uint)place.Offset;
            extension.Of(record.Kind, record.Section).AddRange(record.Kind switch
            {
                BtfExtensionKind.Functions => [moved, TypeId(linked, record.First)],
                BtfExtensionKind.Lines => [moved, Text(linked, record.First), Text(linked, record.Second), record.Third],
                _ => (ReadOnlySpan<uint>)[moved, TypeId(linked, record.First), Text(linked, record.Second), record.Third],
            });
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
