// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Bpf.Information;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects.Btf;

namespace BpfSharp;

/// <summary>Ids of what lives in the kernel, whoever made it, in rising order. Needs CAP_SYS_ADMIN.</summary>
public static class KernelObjects
{
    public static IReadOnlyList<uint> ListPrograms() => List(BpfCommand.BPF_PROG_GET_NEXT_ID, "programs");

    public static IReadOnlyList<uint> ListMaps() => List(BpfCommand.BPF_MAP_GET_NEXT_ID, "maps");

    public static IReadOnlyList<uint> ListLinks() => List(BpfCommand.BPF_LINK_GET_NEXT_ID, "links");

    public static IReadOnlyList<uint> ListBtf() => List(BpfCommand.BPF_BTF_GET_NEXT_ID, "BTF");

    /// <summary>The id of the BTF a loaded program carries; 0 when it was loaded without.</summary>
    public static uint TypesOfProgram(uint programId) => Ask<ProgramInfo>(BpfCommand.BPF_PROG_GET_FD_BY_ID, "program", programId).btf_id;

    /// <summary>The id of the BTF a map's keys and values are described by; 0 when it was made without.</summary>
    public static uint TypesOfMap(uint mapId) => Ask<MapInfo>(BpfCommand.BPF_MAP_GET_FD_BY_ID, "map", mapId).btf_id;

    /// <summary>The types with an id; a module's continue the kernel's own.</summary>
    /// <exception cref="BpfException">There are none of that id.</exception>
    public static BtfTypes ReadTypes(uint btfId)
    {
        using var types = OpenId(BpfCommand.BPF_BTF_GET_FD_BY_ID, "BTF", btfId);
        var bytes = BtfCalls.Read(types, out var error) ?? throw Refusal.Of("read BTF", Number(btfId), error);
        if (BtfCalls.Describe(types, out var name, out var isKernel) < 0 || !isKernel || name == "vmlinux")
        {
            return BtfTypes.Parse(bytes);
        }

        return File.Exists(KernelBtf.VmlinuxPath)
            ? BtfTypes.Parse(bytes, BtfTypes.Parse(File.ReadAllBytes(KernelBtf.VmlinuxPath)))
            : throw new BpfException("read BTF", Number(btfId), 0, $"it continues the kernel's own, which is not at {KernelBtf.VmlinuxPath}");
    }

    private static T Ask<T>(BpfCommand command, string what, uint id)
        where T : unmanaged
    {
        using var found = OpenId(command, what, id);
        var info = default(T);
        var result = ObjectCalls.Information(found, ref info);
        return result >= 0 ? info : throw Refusal.Of("ask about " + what, Number(id), result);
    }

    private static BpfFd OpenId(BpfCommand command, string what, uint id)
    {
        if (id == 0)
        {
            throw new BpfException("open " + what, Number(id), 0, "nothing has the id 0: the program or map carries no types");
        }

        var result = ObjectCalls.OpenId(command, id);
        return result >= 0 ? new BpfFd(result) : throw Refusal.Of("open " + what, Number(id), result, $"no {what} has this id");
    }

    private static string Number(uint id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

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
