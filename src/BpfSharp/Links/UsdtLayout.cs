// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Links;

/// <summary>How an object lays out what it wants to be told of a probe: struct __bpf_usdt_spec as its own types have it.</summary>
/// <remarks>
/// Releases of bpf/usdt.bpf.h differ: 16 bytes an argument, and 24 since libbpf 1.7, which added memory addressed by an index. The members' names are
/// the same, so each is written where the object has it.
/// </remarks>
internal sealed class UsdtLayout
{
    private readonly Dictionary<string, (int Bit, int Bits)> argument = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Bit, int Bits)> whole = new(StringComparer.Ordinal);
    private readonly int stride;

    private UsdtLayout(int size, int capacity, int stride)
    {
        Size = size;
        Capacity = capacity;
        this.stride = stride;
    }

    /// <summary>Bytes of the whole.</summary>
    public int Size { get; }

    /// <summary>How many arguments fit.</summary>
    public int Capacity { get; }

    /// <summary>False in objects made with older headers.</summary>
    public bool HasIndex => argument.ContainsKey("idx_reg_off");

    /// <summary>Null when the type is no description of a probe.</summary>
    public static UsdtLayout? Of(BtfTypes types, uint typeId)
    {
        var record = types.SkipModifiers(typeId);
        if (record.Kind != BtfKind.Struct || Members(types, record) is not { } members || !members.Remove("args", out var args))
        {
            return null;
        }

        var array = types.SkipModifiers(args.TypeId);
        if (array.Kind != BtfKind.Array || types.SkipModifiers(array.Array.ElementTypeId) is not { Kind: BtfKind.Struct } element || args.Bit != 0)
        {
            return null;
        }

        var layout = new UsdtLayout((int)record.Size, array.Array.Length, (int)element.Size);
        Fill(layout.whole, members);
        Fill(layout.argument, Members(types, element));
        return Has(layout.whole, "usdt_cookie", "arg_cnt") && Has(layout.argument, "val_off", "arg_type", "reg_off", "arg_signed", "arg_bitshift")
            && layout.Capacity * (long)layout.stride <= layout.Size ? layout : null;
    }

    /// <summary>Sets a member of the n-th argument; members the object does not have take no value.</summary>
    public void Set(Span<byte> spec, int number, string member, long value) => Set(spec.Slice(number * stride, stride), argument, member, value);

    /// <summary>Sets a member that is there once.</summary>
    public void Set(Span<byte> spec, string member, long value) => Set(spec, whole, member, value);

    private static void Set(Span<byte> place, Dictionary<string, (int Bit, int Bits)> members, string member, long value)
    {
        if (!members.TryGetValue(member, out var at))
        {
            return;
        }

        for (var i = 0; i < at.Bits; i++)
        {
            var bit = at.Bit + i;
            if ((value >> i & 1) != 0)
            {
                place[bit / 8] |= (byte)(1 << bit % 8);
            }
        }
    }

    private static Dictionary<string, (uint TypeId, int Bit, int Bits)> Members(BtfTypes types, BtfType record)
    {
        var result = new Dictionary<string, (uint, int, int)>(StringComparer.Ordinal);
        for (var i = 0; i < record.ItemCount; i++)
        {
            var member = record.Member(i);
            result[member.Name] = (member.TypeId, member.BitOffset, member.BitSize != 0 ? member.BitSize : (int)Math.Clamp(types.SizeOf(member.TypeId), 0, 8) * 8);
        }

        return result;
    }

    private static void Fill(Dictionary<string, (int Bit, int Bits)> into, Dictionary<string, (uint TypeId, int Bit, int Bits)> members)
    {
        foreach (var (name, (_, bit, bits)) in members)
        {
            into[name] = (bit, bits);
        }
    }

    private static bool Has(Dictionary<string, (int Bit, int Bits)> members, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!members.ContainsKey(name))
            {
                return false;
            }
        }

        return true;
    }
}
