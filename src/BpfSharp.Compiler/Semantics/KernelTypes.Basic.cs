// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class KernelTypes
{
    private readonly Dictionary<string, TypedefType> basicTypedefs = new(StringComparer.Ordinal);

    /// <summary>What the kernel's integer typedefs stand for on 64-bit machines; they exist without kernel BTF too.</summary>
    private static IntegerType? BasicType(string name) => name switch
    {
        "u8" or "__u8" or "uint8_t" or "u_int8_t" or "u_char" or "unchar" => IntegerType.UnsignedChar,
        "u16" or "__u16" or "uint16_t" or "u_int16_t" or "__be16" or "__le16" or "__sum16" or "u_short" or "ushort" or "umode_t"
            or "sa_family_t" or "__kernel_sa_family_t" => IntegerType.UnsignedShort,
        "u32" or "__u32" or "uint32_t" or "u_int32_t" or "__be32" or "__le32" or "__wsum" or "u_int" or "uint" or "gfp_t" or "fmode_t"
            or "dev_t" or "__poll_t" or "uid_t" or "gid_t" or "qid_t" or "projid_t" or "__kernel_uid32_t" or "__kernel_gid32_t"
            or "__kernel_dev_t" => IntegerType.UnsignedInt,
        "u64" or "__u64" or "uint64_t" or "u_int64_t" or "__be64" or "__le64" or "sector_t" or "blkcnt_t" or "dma_addr_t" or "phys_addr_t"
            or "resource_size_t" or "__addrpair" => IntegerType.UnsignedLongLong,
        "s8" or "__s8" or "int8_t" => IntegerType.SignedChar,
        "s16" or "__s16" or "int16_t" => IntegerType.Short,
        "s32" or "__s32" or "int32_t" or "pid_t" or "__kernel_pid_t" or "clockid_t" or "key_serial_t" or "__kernel_clockid_t" => IntegerType.Int,
        "s64" or "__s64" or "int64_t" or "loff_t" or "ktime_t" or "time64_t" or "__kernel_loff_t" => IntegerType.LongLong,
        "size_t" or "uintptr_t" or "ulong" or "u_long" or "ino_t" or "pgoff_t" or "__kernel_size_t" or "__kernel_ulong_t" => IntegerType.UnsignedLong,
        "ssize_t" or "ptrdiff_t" or "intptr_t" or "off_t" or "time_t" or "__kernel_ssize_t" or "__kernel_long_t" => IntegerType.Long,
        "bool" => IntegerType.Bool,
        "__uint128_t" or "u128" or "__u128" => IntegerType.UnsignedInt128,
        "__int128_t" or "s128" or "__s128" => IntegerType.Int128,
        _ => null,
    };

    private TypedefType? BasicTypedef(string name)
    {
        if (BasicType(name) is not { } target)
        {
            return null;
        }

        if (!basicTypedefs.TryGetValue(name, out var type))
        {
            basicTypedefs.Add(name, type = new TypedefType(name, target));
        }

        return type;
    }

    private static IntegerType MakeInteger(BtfType type)
    {
        var integer = type.Integer;
        return type.Name switch
        {
            "char" => IntegerType.Char,
            "long int" or "long" => IntegerType.Long,
            "long unsigned int" or "unsigned long" => IntegerType.UnsignedLong,
            "long long int" or "long long" => IntegerType.LongLong,
            "long long unsigned int" or "unsigned long long" => IntegerType.UnsignedLongLong,
            _ when integer.IsBool => IntegerType.Bool,
            _ when type.Size == 16 => integer.IsSigned ? IntegerType.Int128 : IntegerType.UnsignedInt128,
            _ => UnderlyingType(type.Size, integer.IsSigned),
        };
    }
}
