// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects;

namespace BpfSharp.Links;

/// <summary>A struct of callbacks in force. Without a link of the kernel's (before 6.4, or by choice of the program) the map's entry is what keeps it.</summary>
internal sealed class StructOpsLink : BpfLink
{
    private readonly BpfMap map;
    private readonly BpfFd? link;

    private StructOpsLink(BpfMap map, BpfFd? link)
        : base($"struct_ops {map.Name}")
    {
        this.map = map;
        this.link = link;
    }

    public override uint Id => link is null ? 0 : IdOf(link);

    public static StructOpsLink Create(BpfMap map)
    {
        var value = map.StructOpsValue
            ?? throw new ArgumentException($"map {map.Name} is of type {map.Type}, no struct of callbacks");
        var result = MapCalls.Update(map.Handle, new byte[sizeof(uint)], value, 0);
        if (result < 0)
        {
            throw Explain(map, result);
        }

        if (map.Spec.StructOps is not { IsLink: true })
        {
            return new StructOpsLink(map, null);
        }

        result = LinkCalls.Create(map.Handle, 0, (uint)AttachType.StructOps);
        return result >= 0 ? new StructOpsLink(map, new BpfFd(result)) : throw Explain(map, result);
    }

    private protected override void Detach()
    {
        if (link is null)
        {
            MapCalls.Delete(map.Handle, new byte[sizeof(uint)]);
        }

        link?.Dispose();
    }

    private static BpfException Explain(BpfMap map, int result) => Refusal.Of("attach", $"struct_ops {map.Name}", result, -result switch
    {
        Errno.EEXIST => "the kernel has one of that name already",
        Errno.EBUSY => "another one is in force, or this one is being taken back",
        Errno.EINVAL => "a callback or value that the kernel insists on is missing",
        Errno.EOPNOTSUPP or Errno.ENOTSUPP => "this kernel cannot put the struct into force this way",
        _ => null,
    });
}
