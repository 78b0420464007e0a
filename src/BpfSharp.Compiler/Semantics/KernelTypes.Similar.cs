// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Compiler.Semantics;

// Kernel names spelt nearly like a wrong one. Walks all types, which is fine once something is wrong.
internal sealed partial class KernelTypes
{
    private static readonly string[] CommonTypes =
    [
        "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "__u8", "__u16", "__u32", "__u64", "__s32", "__s64", "uint8_t", "uint16_t", "uint32_t", "uint64_t",
        "int8_t", "int16_t", "int32_t", "int64_t", "size_t", "ssize_t", "pid_t", "uid_t", "gid_t", "dev_t", "loff_t", "bool", "__be16", "__be32", "__be64",
    ];

    public IEnumerable<string> SimilarTypeNames(string name) => CommonTypes.Concat(Similar(name, BtfKind.Typedef, BtfKind.Typedef));

    public IEnumerable<string> SimilarTags(string tag, bool isEnum) =>
        isEnum ? Similar(tag, BtfKind.Enum, BtfKind.Enum64) : Similar(tag, BtfKind.Struct, BtfKind.Union);

    public IEnumerable<string> SimilarEnumerators(string name)
    {
        for (uint id = 1; btf is not null && id < btf.Count; id++)
        {
            var type = btf.Get(id);
            for (var i = 0; type.Kind is BtfKind.Enum or BtfKind.Enum64 && i < type.ItemCount; i++)
            {
                if (Spelling.CanBeNear(name, type.ItemNameBytes(i).Length) && type.Enumerator(i).Name is var candidate && Spelling.IsNear(name, candidate))
                {
                    yield return candidate;
                }
            }
        }
    }

    private IEnumerable<string> Similar(string name, BtfKind first, BtfKind second)
    {
        for (uint id = 1; btf is not null && id < btf.Count; id++)
        {
            var type = btf.Get(id);
            if ((type.Kind == first || type.Kind == second) && Spelling.CanBeNear(name, type.NameBytes.Length)
                && Encoding.UTF8.GetString(type.NameBytes) is var candidate && Spelling.IsNear(name, candidate))
            {
                yield return candidate;
            }
        }
    }
}
