// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Fuzz.Making;

/// <summary>Names out of the running kernel's BTF: records with their members, and functions. A few made-up ones where there is no BTF.</summary>
internal sealed class KernelNames
{
    private const string Vmlinux = "/sys/kernel/btf/vmlinux";
    private readonly List<(string Name, string[] Members)> records = [];
    private readonly List<string> functions = [];

    private KernelNames()
    {
    }

    public static KernelNames Load()
    {
        var names = new KernelNames();
        if (File.Exists(Vmlinux))
        {
            names.Read(BtfTypes.Parse(File.ReadAllBytes(Vmlinux)));
        }

        if (names.records.Count == 0)
        {
            names.records.Add(("task_struct", ["pid", "tgid", "comm", "real_parent"]));
            names.functions.Add("vfs_read");
        }

        return names;
    }

    public (string Name, string[] Members) Record(Random random) => records[random.Next(records.Count)];

    public string Function(Random random) => functions[random.Next(functions.Count)];

    private void Read(BtfTypes types)
    {
        for (var id = 1; id < types.Count; id++)
        {
            var type = types.Get((uint)id);
            if (type.Kind is BtfKind.Struct or BtfKind.Union && type.Name is { Length: > 0 } name && type.ItemCount > 0)
            {
                records.Add(((type.Kind == BtfKind.Struct ? "struct " : "union ") + name, [.. Enumerable.Range(0, type.ItemCount).Select(i => type.Member(i).Name).Where(static n => n.Length > 0)]));
            }
            else if (type.Kind == BtfKind.Function && type.Name is { Length: > 0 } function)
            {
                functions.Add(function);
            }
        }

        records.RemoveAll(static r => r.Members.Length == 0);
    }
}
