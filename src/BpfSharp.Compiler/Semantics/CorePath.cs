// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Semantics;

/// <summary>Members and constant array elements from what a pointer points to: what a CO-RE access string spells.</summary>
internal sealed class CorePath
{
    /// <summary>Records whose layout the kernel promises to user space or a wire format fixes: nothing to relocate, and verifiers like their plain offsets.</summary>
    private static readonly HashSet<string> Stable = new(StringComparer.Ordinal)
    {
        "__sk_buff", "xdp_md", "sk_msg_md", "sk_reuseport_md", "bpf_sock", "bpf_tcp_sock", "bpf_sock_ops", "bpf_sock_addr", "bpf_sk_lookup", "bpf_sysctl",
        "bpf_sockopt", "bpf_cgroup_dev_ctx", "bpf_perf_event_data", "bpf_perf_event_value", "bpf_raw_tracepoint_args", "bpf_flow_keys", "bpf_sock_tuple",
        "bpf_fib_lookup", "bpf_tunnel_key", "bpf_xfrm_state", "bpf_spin_lock", "bpf_timer", "bpf_dynptr", "bpf_map_def", "pt_regs",
        "ethhdr", "iphdr", "ipv6hdr", "tcphdr", "udphdr", "icmphdr", "icmp6hdr", "arphdr", "vlan_hdr",
    };

    // From the last to the first.
    private readonly List<(FieldSymbol? Field, long Index)> steps = [];

    private CorePath(BoundExpression pointer, CType root)
    {
        Pointer = pointer;
        Root = root;
    }

    /// <summary>The value the path starts from.</summary>
    public BoundExpression Pointer { get; private set; }

    /// <summary>A record, or the typedef that names it.</summary>
    public CType Root { get; private set; }

    /// <summary>Asked for with __builtin_preserve_access_index.</summary>
    public bool IsPreserved { get; private set; }

    /// <summary>"0:3:1": the pointed-to object itself, its fourth member, that one's second.</summary>
    public string Text => "0" + string.Concat(Enumerable.Reverse(steps).Select(s => string.Create(CultureInfo.InvariantCulture, $":{s.Field?.Index ?? s.Index}")));

    /// <summary>True when accesses follow the layout of the kernel the program runs on.</summary>
    public bool IsRelocatable => Root.Canonical is RecordType record && (record.Tag is not null || Root is TypedefType)
        && (IsPreserved || record.PreservesAccessIndex || record.KernelTypeId != 0) && !Stable.Contains(record.Tag ?? "");

    /// <summary>Null when the place is not inside a record that a pointer points to.</summary>
    public static CorePath? Of(BoundExpression place, ConstantEvaluator constants)
    {
        var path = new CorePath(place, VoidType.Instance);
        while (true)
        {
            switch (place)
            {
                case BoundMember member:
                    path.steps.Add((member.Field, 0));
                    path.IsPreserved |= member.IsPreserved;
                    place = member.Target;
                    break;
                case BoundDereference { Pointer: BoundConversion { Kind: ConversionKind.ArrayToPointer, Operand: BoundMember array } }:
                    path.steps.Add((null, 0));
                    place = array;
                    break;
                case BoundDereference { Pointer: BoundPointerAdd { Pointer: BoundConversion { Kind: ConversionKind.ArrayToPointer, Operand: BoundMember array }, IsSubtraction: false } add }
                    when constants.TryEvaluate(add.Index, out var index) && index >= 0 && index < int.MaxValue:
                    path.steps.Add((null, (long)index));
                    place = array;
                    break;
                case BoundConversion { Kind: ConversionKind.NoOp, Operand: { IsLvalue: true } operand }:
                    place = operand;
                    break;
                case BoundDereference dereference when path.steps.Count > 0:
                    path.Pointer = dereference.Pointer;
                    path.Root = dereference.Type.Type is TypedefType { Canonical: RecordType { Tag: null } } named ? named : dereference.Type.Canonical;
                    return path;
                default:
                    return null;
            }
        }
    }

    /// <summary>The place in the types compiled against.</summary>
    public CorePlace Local() => Follow(static (_, field) => (field, field.Offset), Root)!.Value;

    /// <summary>The place in the kernel's version of the root; members are found by name. Null when the kernel has none such.</summary>
    public CorePlace? InKernel(KernelTypes types)
    {
        var kernel = Root is TypedefType alias ? types.FindTypedef(KernelTypes.WithoutFlavor(alias.Name))?.Type.Canonical
            : Root is RecordType record ? types.FindKernelRecord(record) : null;
        return kernel is null ? null : Follow(static (type, field) => field.Name.Length == 0 ? (null, 0)
            : (type.Canonical as RecordType is { } record ? KernelTypes.FindField(record, field.Name) : null) is { } found ? found : null, kernel);
    }

    /// <param name="find">The member that stands for one of the program's; a null field inside stands for an anonymous record stepped over.</param>
    private CorePlace? Follow(Func<CType, FieldSymbol, (FieldSymbol? Field, long Offset)?> find, CType type)
    {
        QualifiedType current = type;
        FieldSymbol? last = null;
        var offset = 0L;
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            if (steps[i].Field is { } field)
            {
                if (find(current.Type, field) is not { } found)
                {
                    return null;
                }

                if (found.Field is not null)
                {
                    (last, current) = (found.Field, found.Field.Type);
                    offset += found.Offset;
                }
            }
            else if (current.Canonical is ArrayType array)
            {
                (last, current) = (null, array.Element);
                offset += steps[i].Index * array.Element.Type.Size;
            }
            else
            {
                return null;
            }
        }

        return new CorePlace(last, current, offset);
    }
}

/// <summary>Where a path leads.</summary>
/// <param name="Field">Null for an array's element.</param>
internal readonly record struct CorePlace(FieldSymbol? Field, QualifiedType Type, long Offset)
{
    /// <summary>Answers a question about a field as libbpf does, for little-endian machines.</summary>
    public long Answer(CoreRelocationKind kind) => kind switch
    {
        CoreRelocationKind.FieldByteOffset => Offset,
        CoreRelocationKind.FieldByteSize => Field is { IsBitField: true } ? (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Field.UnitWidth) : Type.Type.Size,
        CoreRelocationKind.FieldExists => 1,
        CoreRelocationKind.FieldSigned => Type.Canonical is IntegerType { IsSigned: true } or EnumType { Underlying.IsSigned: true } ? 1 : 0,
        CoreRelocationKind.FieldLeftShift => 64 - (Field is { IsBitField: true } ? Field.BitOffset + Field.BitWidth : Type.Type.Size * 8),
        CoreRelocationKind.FieldRightShift => 64 - (Field is { IsBitField: true } ? Field.BitWidth : Type.Type.Size * 8),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
