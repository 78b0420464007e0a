// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;

namespace BpfSharp;

/// <summary>Ids of what lives in the kernel, whoever made it, in rising order. Needs CAP_SYS_ADMIN.</summary>
public static class KernelObjects
{
    public static IReadOnlyList<uint> ListPrograms() => List(BpfCommand.BPF_PROG_GET_NEXT_ID, "programs");

    public static IReadOnlyList<uint> ListMaps() => List(BpfCommand.BPF_MAP_GET_NEXT_ID, "maps");

    public static IReadOnlyList<uint> ListLinks() => List(BpfCommand.BPF_LINK_GET_NEXT_ID, "links");

    public static IReadOnlyList<uint> ListBtf() => List(BpfCommand.BPF_BTF_GET_NEXT_ID, "BTF");

    private static List<uint> List(BpfCommand command, string what)
    {
        var ids = new List<uint>();
        uint id = 0;
        while (true)
        {
            var result = ObjectCalls.NextId(command, ref id);
            if (result == -Errno.ENOENT)
            {
                return ids;
            }

            if (result < 0)
            {
                throw Refusal.Of("list", what, result);
            }

            ids.Add(id);
        }
    }
}
