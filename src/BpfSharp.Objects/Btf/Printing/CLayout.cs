// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Btf.Printing;

/// <summary>What a C compiler would make of a record's members, against where BTF says they are.</summary>
/// <remarks>
/// BTF has neither alignments nor attributes: a member that lies where its type's alignment would not put it makes the record packed, and one
/// that lies further on than needed is preceded by unnamed bit-fields. Source: System V ABI, AMD64 supplement, section 3.1.2.
/// </remarks>
internal sealed class CLayout(BtfTypes types)
{
    private const int MaximumDepth = 256;
    private const int WordBits = 64;

    private readonly Dictionary<uint, (int Alignment, bool IsPacked, int Forced)> records = [];

    /// <summary>Bytes; as printed, which is less than what the source asked for by an attribute.</summary>
    public int AlignmentOf(uint id, int depth = 0)
    {
        for (var steps = 0; steps < MaximumDepth && depth < MaximumDepth; steps++)
        {
            var type = types.SkipModifiers(id);
            switch (type.Kind)
            {
                case BtfKind.Pointer:
                    return 8;
                case BtfKind.Int or BtfKind.Float or BtfKind.Enum or BtfKind.Enum64:
                    return type.Size is 1 or 2 or 4 or 8 or 16 ? type.Size : 1;
                case BtfKind.Array:
                    id = type.Array.ElementTypeId;
                    break;
                case BtfKind.Struct or BtfKind.Union:
                    return Of(type, depth + 1).Alignment;
                default:
                    return 1;
            }
        }

        throw new FormatException($"BTF type {id} nests too deeply or contains itself");
    }

    public bool IsPacked(BtfType record) => Of(record, 0).IsPacked;

    /// <summary>The alignment that must be asked for to give a union its size; 0 when it has it by itself.</summary>
    public int ForcedAlignment(BtfType record) => Of(record, 0).Forced;

    /// <summary>Bits of padding between the end of what is before and a member.</summary>
    public int GapBefore(BtfType record, BtfMember member, int endBits)
    {
        if (record.Kind == BtfKind.Union)
        {
            return 0;
        }

        var natural = endBits;
        if (!IsPacked(record))
        {
            if (member.BitSize == 0)
            {
                natural = RoundUp(endBits, AlignmentOf(member.TypeId) * 8);
            }
            else
            {
                var unit = UnitBits(member);
                natural = endBits % unit + member.BitSize > unit ? RoundUp(endBits, unit) : endBits;
            }
        }
        else if (member.BitSize == 0)
        {
            natural = RoundUp(endBits, 8);
        }

        return natural == member.BitOffset ? 0 : Math.Max(member.BitOffset - endBits, 0);
    }

    /// <summary>Bits of padding after the last member, beyond what the alignment adds by itself.</summary>
    public int GapAtEnd(BtfType record, int endBits)
    {
        var size = (long)record.Size * 8;
        return record.Kind == BtfKind.Struct && RoundUp(endBits, AlignmentOf(record.Id) * 8) < size ? (int)Math.Min(size - endBits, int.MaxValue) : 0;
    }

    public int EndOf(BtfMember member) =>
        (int)Math.Min(member.BitOffset + (member.BitSize != 0 ? member.BitSize : types.SizeOf(member.TypeId) * 8), int.MaxValue - WordBits);

    private (int Alignment, bool IsPacked, int Forced) Of(BtfType record, int depth)
    {
        if (records.TryGetValue(record.Id, out var known))
        {
            return known;
        }

        var alignment = 1;
        var isPacked = false;
        long end = 0;
        for (var i = 0; i < record.ItemCount; i++)
        {
            var member = record.Member(i);
            var own = AlignmentOf(member.TypeId, depth);
            alignment = Math.Max(alignment, own);
            isPacked |= member.BitSize == 0 ? (uint)member.BitOffset % (own * 8) != 0 : Straddles(member);
            end = Math.Max(end, EndOf(member));
        }

        isPacked |= record.Size % alignment != 0;
        alignment = isPacked ? 1 : alignment;
        var forced = 0;
        if (record.Kind == BtfKind.Union && record.ItemCount > 0 && RoundUp((end + 7) / 8, alignment) < record.Size)
        {
            forced = record.Size & -record.Size;
            alignment = forced;
        }

        records[record.Id] = (alignment, isPacked, forced);
        return (alignment, isPacked, forced);
    }

    // In a packed record only, a bit-field begins in one unit of its type and ends in the next.
    private bool Straddles(BtfMember member)
    {
        var unit = UnitBits(member);
        return (uint)member.BitOffset % (uint)unit + member.BitSize > unit;
    }

    private int UnitBits(BtfMember member) => (int)Math.Clamp(types.SizeOf(member.TypeId) * 8, 8, 128);

    private static int RoundUp(int value, int unit) => (int)Math.Min(RoundUp((long)value, unit), int.MaxValue);

    private static long RoundUp(long value, int unit) => (value + unit - 1) / unit * unit;
}
