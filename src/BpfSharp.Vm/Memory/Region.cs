// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace BpfSharp.Vm.Memory;

/// <summary>A stretch of memory that pointers may move in but not leave.</summary>
/// <param name="name">For messages: "stack", "value of counts".</param>
/// <param name="initialised">One flag a byte, or null when all of it always is.</param>
internal sealed class Region(string name, byte[] bytes, bool[]? initialised = null)
{
    public string Name => name;
    public byte[] Bytes => bytes;
    public bool IsReadOnly { get; init; }

    /// <summary>Set when what it held is gone: a submitted record, a deleted value, a frame that was left.</summary>
    public bool IsFreed { get; set; }

    /// <summary>Addresses that 4-byte reads at these offsets give, as the kernel makes of a context's data and data_end; null for most.</summary>
    public IReadOnlyDictionary<int, ulong>? Pointers { get; init; }

    public bool IsInitialised(int offset, int size) => initialised is null || !initialised.AsSpan(offset, size).Contains(false);

    public bool IsUntouched(int offset, int size) => initialised is not null && !initialised.AsSpan(offset, size).Contains(true);

    public void MarkInitialised(int offset, int size) => initialised?.AsSpan(offset, size).Fill(true);

    public ulong Read(int offset, int size) => size == 4 && Pointers is not null && Pointers.TryGetValue(offset, out var pointer) ? pointer : size switch
    {
        1 => bytes[offset],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset)),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset)),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(offset)),
    };

    public void Write(int offset, int size, ulong value)
    {
        MarkInitialised(offset, size);
        switch (size)
        {
            case 1: bytes[offset] = (byte)value; break;
            case 2: BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(offset), (ushort)value); break;
            case 4: BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), (uint)value); break;
            default: BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(offset), value); break;
        }
    }
}
