// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp;

/// <summary>A C variable with a place in one of the object's data sections.</summary>
internal readonly struct ObjectVariable
{
    private static readonly byte[] FirstKey = new byte[sizeof(uint)];

    private readonly BpfObject owner;
    private readonly MapSpec section;
    private readonly string name;
    private readonly BtfVariable place;

    private ObjectVariable(BpfObject owner, MapSpec section, string name, BtfVariable place)
    {
        this.owner = owner;
        this.section = section;
        this.name = name;
        this.place = place;
    }

    public static ObjectVariable Find(BpfObject owner, string name)
    {
        foreach (var section in owner.Spec.Maps)
        {
            if (section.Type is not (MapType.Array or MapType.Arena) || section.ValueTypeId == 0 || owner.Types is not { } types || types.Get(section.ValueTypeId) is not { Kind: BtfKind.DataSection } list)
            {
                continue;
            }

            for (var i = 0; i < list.ItemCount; i++)
            {
                if (list.SectionVariable(i) is var place && types.Get(place.TypeId).Name == name && place.Offset >= 0 && place.Offset + place.Size <= SizeOf(section))
                {
                    return new ObjectVariable(owner, section, name, place);
                }
            }
        }

        throw new KeyNotFoundException(
            owner.Types is null ? $"object {owner.Spec.Name} has no BTF to name its variables" : $"object {owner.Spec.Name} has no global variable {name}");
    }

    public void Read(Span<byte> value)
    {
        Check(value.Length);
        (IsInArena ? ArenaBytes() : Bytes().AsSpan(place.Offset, place.Size)).CopyTo(value);
    }

    /// <remarks>In a loaded object, unless the variable is in an arena, the whole section is read and written back: what programs write to it in between is lost.</remarks>
    public void Write(ReadOnlySpan<byte> value)
    {
        Check(value.Length);
        if (IsInArena)
        {
            value.CopyTo(ArenaBytes());
            return;
        }

        var bytes = Bytes();
        value.CopyTo(bytes.AsSpan(place.Offset));
        if (owner.IsLoaded)
        {
            owner.Map(section.Name).Update(FirstKey, bytes);
        }
        else
        {
            section.InitialContents = bytes;
        }
    }

    private bool IsInArena => owner.IsLoaded && section.Type == MapType.Arena;

    private Span<byte> ArenaBytes()
    {
        var map = owner.Map(section.Name);
        var arena = map.AsArena();
        return arena.At(arena.Address + (ulong)(map.DataOffset + place.Offset), place.Size);
    }

    /// <summary>An arena's own size says nothing of its variables.</summary>
    private static int SizeOf(MapSpec section) => section.Type == MapType.Arena ? section.InitialContents.Length : section.ValueSize;

    /// <summary>Sections of zeros have no contents until something is set.</summary>
    private byte[] Bytes()
    {
        var bytes = section.InitialContents;
        if (owner.IsLoaded)
        {
            bytes = new byte[section.ValueSize];
            owner.Map(section.Name).TryLookup(FirstKey, bytes);
        }
        else if (bytes.Length < SizeOf(section))
        {
            Array.Resize(ref bytes, SizeOf(section));
        }

        return bytes;
    }

    private void Check(int length)
    {
        if (length != place.Size)
        {
            throw new ArgumentException($"variable {name} has {place.Size} bytes, not {length}");
        }
    }
}
