// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace BpfSharp.Kernel.Handles;

/// <summary>A mapping as <see cref="Memory{T}"/>, so that parsers read it in place and nothing is copied to the managed heap.</summary>
/// <remarks>Memory handed out must not be used after disposal: unlike an array, the pages are gone.</remarks>
internal sealed unsafe class MappedBytes(Mapping mapping, int length) : MemoryManager<byte>
{
    // SAFETY: the mapping spans at least length bytes and lives as long as this owner.
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(mapping.IsClosed, this);
        return new Span<byte>(mapping.Address, length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(mapping.Address + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => mapping.Dispose();
}
