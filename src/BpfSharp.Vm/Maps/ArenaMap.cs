// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Maps;

/// <summary>An arena, all of its pages allocated. Its memory is one value; the object's variables stand in the last pages, as the loader puts them.</summary>
internal sealed class ArenaMap : VmMap
{
    private const int PageBytes = 4096, LargestBytes = 64 << 20;
    private const ulong DefaultStart = 1UL << 44;

    private readonly MapValue memory;
    private readonly int dataOffset;

    public ArenaMap(MapSpec spec, AddressSpace space) : base(spec)
    {
        var length = (long)spec.MaxEntries * PageBytes;
        if (length > LargestBytes || spec.InitialContents.Length > length)
        {
            throw new NotSupportedException($"map {spec.Name}: an arena of {spec.MaxEntries} pages, which the machine does not make");
        }

        var bytes = new byte[length];
        dataOffset = (int)length - ((spec.InitialContents.Length + PageBytes - 1) / PageBytes * PageBytes);
        spec.InitialContents.CopyTo(bytes.AsSpan(dataOffset));
        memory = MapValue.Create(space, spec.Name, bytes);
    }

    private ulong Start => Spec.Extra != 0 ? Spec.Extra : DefaultStart;

    /// <summary>The address of a variable as an <c>__arena</c> pointer holds it.</summary>
    public ulong AddressOf(int offset) => Start + (ulong)(dataOffset + offset);

    /// <summary>As the instruction addr_space_cast(r, 0, 1).</summary>
    public ulong ToKernel(ulong pointer) => pointer == 0 ? 0 : memory.Address + pointer - Start;

    /// <summary>As the instruction addr_space_cast(r, 1, 0).</summary>
    public ulong ToUser(ulong address) => address == 0 ? 0 : address - memory.Address + Start;

    internal override MapValue? Find(ReadOnlySpan<byte> key) => memory;
}
