// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace BpfSharp.Links;

/// <summary>The two maps by which an object's programs learn where a probe's arguments are; gives out the places in them.</summary>
/// <remarks>
/// The program finds its description by the attachment's cookie, and on kernels without cookies (before 5.15) by the address it was hit at. Places of
/// probes whose arguments lie alike share a description.
/// </remarks>
internal sealed class UsdtSpecs
{
    public const string MapName = "__bpf_usdt_specs", AddressMapName = "__bpf_usdt_ip_to_spec_id";

    private readonly BpfMap specs;
    private readonly BpfMap? addresses;
    private readonly Dictionary<uint, (string Spec, int Users)> users = [];

    /// <param name="addresses">Null where the kernel has cookies.</param>
    private UsdtSpecs(BpfMap specs, UsdtLayout layout, BpfMap? addresses)
    {
        this.specs = specs;
        Layout = layout;
        this.addresses = addresses;
    }

    public UsdtLayout Layout { get; }

    public bool UsesCookies => addresses is null;

    /// <summary>A description a place uses, and where that place is in the process; null where the kernel has cookies.</summary>
    public sealed record Given(uint Number, ulong? Address);

    /// <summary>Null when the object has no such maps: its programs do not ask for arguments, or were compiled knowing where they are.</summary>
    public static UsdtSpecs? Of(BpfObject owner, bool hasCookies)
    {
        if (!owner.TryGetMap(MapName, out var specs) || !owner.TryGetMap(AddressMapName, out var addresses) || owner.Types is not { } types
            || UsdtLayout.Of(types, specs!.Spec.ValueTypeId) is not { } layout || layout.Size != specs.ValueSize)
        {
            return null;
        }

        return new UsdtSpecs(specs, layout, hasCookies ? null : addresses);
    }

    /// <summary>Writes a description; its number is the attachment's cookie.</summary>
    /// <param name="address">Where the probe is in the process; null where the kernel has cookies.</param>
    public Given Take(byte[] spec, ulong? address)
    {
        var text = Convert.ToHexString(spec);
        var number = 0u;
        while (users.TryGetValue(number, out var known) && known.Spec != text)
        {
            number++;
        }

        if (number >= specs.MaxEntries)
        {
            throw new BpfException("attach", MapName, 0, $"its {specs.MaxEntries} descriptions are in use: define BPF_USDT_MAX_SPEC_CNT before including bpf/usdt.bpf.h");
        }

        specs.Update(Bytes(number), spec);
        if (address is { } place)
        {
            var key = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(key, place);
            addresses!.Update(key, Bytes(number));
        }

        users[number] = (text, users.GetValueOrDefault(number).Users + 1);
        return new Given(number, address);
    }

    public void Release(Given given)
    {
        var number = given.Number;
        if (given.Address is { } place)
        {
            var key = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(key, place);
            addresses!.Delete(key);
        }

        var (spec, count) = users[number];
        if (count == 1)
        {
            users.Remove(number);
        }
        else
        {
            users[number] = (spec, count - 1);
        }
    }

    private static byte[] Bytes(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return bytes;
    }
}
