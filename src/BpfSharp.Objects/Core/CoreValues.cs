// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Core;

/// <summary>The numbers CO-RE asks for. Bit-fields are read through the smallest aligned unit of at least their type's size.</summary>
internal static class CoreValues
{
    private const int MaximumUnit = 8;

    /// <summary>The answer, and for byte offsets the bytes of the field.</summary>
    public static (long Value, long Size) Of(CoreSpec spec, CoreRelocationKind kind)
    {
        if (CoreSpec.IsType(kind))
        {
            return (kind switch { CoreRelocationKind.TypeSize => spec.Types.SizeOf(spec.RootId), CoreRelocationKind.TypeExists or CoreRelocationKind.TypeMatches => 1, _ => spec.RootId }, 0);
        }

        if (CoreSpec.IsEnumerator(kind))
        {
            return (kind == CoreRelocationKind.EnumeratorValue ? spec.Enumerator.Value : 1, 0);
        }

        var type = spec.Types.SkipModifiers(spec.TypeId);
        var (offset, size) = Unit(spec, spec.Types.SizeOf(spec.TypeId));
        var bits = spec.BitSize != 0 ? spec.BitSize : size * 8;
        return kind switch
        {
            CoreRelocationKind.FieldByteOffset => (offset, spec.BitSize != 0 ? 0 : size),
            CoreRelocationKind.FieldByteSize => (size, 0),
            CoreRelocationKind.FieldExists => (1, 0),
            CoreRelocationKind.FieldSigned => (IsSigned(type) ? 1 : 0, 0),
            CoreRelocationKind.FieldLeftShift => (64 - (spec.BitOffset + bits - offset * 8), 0),
            _ => (64 - bits, 0),
        };
    }

    public static bool IsPlainUnsigned(CoreSpec spec) =>
        spec.Types.SkipModifiers(spec.TypeId) is { Kind: BtfKind.Pointer } or { Kind: BtfKind.Int, Integer.IsSigned: false };

    private static bool IsSigned(BtfType type) => type.Kind is BtfKind.Enum or BtfKind.Enum64 ? type.KindFlag : type.Kind == BtfKind.Int && type.Integer.IsSigned;

    private static (long Offset, long Size) Unit(CoreSpec spec, long size)
    {
        if (spec.BitSize == 0 || size == 0)
        {
            return (spec.BitOffset / 8, size);
        }

        var offset = spec.BitOffset / 8 / size * size;
        while (spec.BitOffset + spec.BitSize - offset * 8 > size * 8 && size < MaximumUnit)
        {
            size *= 2;
            offset = spec.BitOffset / 8 / size * size;
        }

        return (offset, size);
    }
}
