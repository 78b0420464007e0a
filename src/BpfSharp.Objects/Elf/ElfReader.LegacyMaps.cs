// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace BpfSharp.Objects.Elf;

/// <summary>Maps as they were declared before BTF: an array of structs in section "maps", or one in each "maps/NAME".</summary>
/// <remarks>
/// Layout: type, key size, value size, entries, flags, u32 each; the flags may be absent. iproute2's definitions go on with an id, a pinning and
/// an inner map, which must be zero. Source: libbpf 0.8, struct bpf_map_def.
/// </remarks>
public sealed partial class ElfReader
{
    private const int SmallestDefinition = 16, CommonDefinition = 20;

    private void ReadLegacyMaps()
    {
        foreach (var section in file.Sections)
        {
            if (section.Type != ElfSectionType.ProgBits || (section.Name != "maps" && !section.Name.StartsWith("maps/", StringComparison.Ordinal)))
            {
                continue;
            }

            var symbols = file.Symbols.FindAll(s => s.Section == section.Index && s.Type is ElfSymbolType.Object or ElfSymbolType.None && s.Name.Length > 0);
            if (symbols.Count == 0 || section.Size % symbols.Count != 0 || section.Size / symbols.Count < SmallestDefinition)
            {
                throw file.Error($"section '{section.Name}' of {section.Size} bytes does not hold {symbols.Count} map definitions of equal size");
            }

            var size = section.Size / symbols.Count;
            foreach (var symbol in symbols)
            {
                ReadLegacyMap(section, symbol, size);
            }
        }
    }

    private void ReadLegacyMap(ElfFileSection section, ElfFileSymbol symbol, int size)
    {
        if (symbol.Value < 0 || symbol.Value > section.Data.Length - size)
        {
            throw file.Error($"map '{symbol.Name}' does not lie within section '{section.Name}'");
        }

        var bytes = section.Data.Span.Slice((int)symbol.Value, size);
        if (size > CommonDefinition && bytes[CommonDefinition..].IndexOfAnyExcept((byte)0) >= 0)
        {
            throw file.Error($"map '{symbol.Name}' has properties past its flags, as iproute2's maps have; declare it in section '.maps'");
        }

        var (key, value) = (Field(bytes, 1), Field(bytes, 2));
        if (key > int.MaxValue || value > int.MaxValue)
        {
            throw file.Error($"map '{symbol.Name}' has keys of {key} and values of {value} bytes");
        }

        var map = new MapSpec
        {
            Name = symbol.Name, Type = (MapType)Field(bytes, 0), KeySize = (int)key, ValueSize = (int)value, MaxEntries = Field(bytes, 3),
            Flags = size >= CommonDefinition ? Field(bytes, 4) : 0,
        };
        AddMap(map, section, symbol.Value, size);

        static uint Field(ReadOnlySpan<byte> definition, int index) => BinaryPrimitives.ReadUInt32LittleEndian(definition[(index * sizeof(uint))..]);
    }
}
