// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace BpfSharp.Links;

/// <summary>One place of a user-level static probe.</summary>
/// <param name="Address">Of the probe, as the file has it.</param>
/// <param name="SemaphoreAddress">Of the counter that turns the probe on; 0 without one.</param>
/// <param name="Arguments">Where its arguments are: "8@%rdi -4@-8(%rbp)".</param>
internal readonly record struct UsdtNote(string Provider, string Name, ulong Address, ulong SemaphoreAddress, string Arguments);

/// <summary>Reads the user-level static probes (USDT) of the ELF file of a program or library.</summary>
/// <remarks>
/// Notes of section .note.stapsdt: name "stapsdt", type 3, then three addresses (the probe, the place of .stapsdt.base when the file was linked, the
/// semaphore) and three texts. Prelinking moves code and leaves notes alone; where .stapsdt.base is now says by how much. Damaged notes end the list.
/// Source: the SystemTap project's description of its user-space probes.
/// </remarks>
internal static class UsdtNotes
{
    private const int HeaderBytes = 12, AddressBytes = 24;
    private const uint ProbeType = 3;

    public static List<UsdtNote> Read(ReadOnlySpan<byte> file)
    {
        var elf = new UserElf(file);
        var notes = new List<UsdtNote>();
        if (!elf.IsValid || elf.Section(".note.stapsdt"u8) is not { } section)
        {
            return notes;
        }

        var baseNow = elf.Section(".stapsdt.base"u8) is { } marker ? elf.SectionAddress(marker) : 0;
        for (var rest = elf.Contents(section); rest.Length >= HeaderBytes;)
        {
            var (nameBytes, textBytes) = (Word(rest, 0), Word(rest, 4));
            var end = HeaderBytes + Aligned(nameBytes) + Aligned(textBytes);
            if (end > rest.Length)
            {
                break;
            }

            if (Word(rest, 8) == ProbeType && UserElf.IsName(rest.Slice(HeaderBytes, (int)nameBytes), "stapsdt"u8))
            {
                Add(notes, rest.Slice((int)(HeaderBytes + Aligned(nameBytes)), (int)textBytes), baseNow);
            }

            rest = rest[(int)end..];
        }

        return notes;
    }

    private static void Add(List<UsdtNote> notes, ReadOnlySpan<byte> text, ulong baseNow)
    {
        if (text.Length < AddressBytes)
        {
            return;
        }

        var baseThen = BinaryPrimitives.ReadUInt64LittleEndian(text[8..]);
        var moved = baseNow != 0 && baseThen != 0 ? baseNow - baseThen : 0;
        var semaphore = BinaryPrimitives.ReadUInt64LittleEndian(text[16..]);
        var address = BinaryPrimitives.ReadUInt64LittleEndian(text) + moved;
        var words = text[AddressBytes..];
        var provider = Take(ref words);
        var name = Take(ref words);
        notes.Add(new UsdtNote(provider, name, address, semaphore == 0 ? 0 : semaphore + moved, Take(ref words)));
    }

    private static string Take(ref ReadOnlySpan<byte> texts)
    {
        var length = texts.IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(length < 0 ? texts : texts[..length]);
        texts = length < 0 ? default : texts[(length + 1)..];
        return text;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Aligned(uint size) => (size + 3L) & ~3L;
}
