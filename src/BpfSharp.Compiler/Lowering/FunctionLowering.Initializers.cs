// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    /// <summary>Longer strings are copied from .rodata.</summary>
    private const int InlineString = 16;

    private void Initialize(Value address, BoundInitializer initializer, int align)
    {
        if (initializer.ZeroFirst)
        {
            builder.Fill(address, Constant.Int32(0), initializer.Type.Type.Size, align);
        }

        foreach (var item in initializer.Items)
        {
            InitializePart(address, item, align, initializer.ZeroFirst);
        }
    }

    private void InitializePart(Value address, InitializedPart item, int align, bool isZeroed)
    {
        var partAlign = item.Offset == 0 ? align : (int)Math.Min(align, item.Offset & -item.Offset);
        if (item.Field is { IsBitField: true } field)
        {
            // Part offsets are the unit's; the store adds the field's own.
            StoreBitField(builder.Offset(address, item.Offset - field.Offset), field, Lower(item.Value), false);
            return;
        }

        if (item.Value is BoundString text && item.Type.Canonical is ArrayType)
        {
            InitializeString(builder.Offset(address, item.Offset), text.Bytes, (int)item.Type.Type.Size, partAlign, isZeroed);
            return;
        }

        var value = Lower(item.Value);
        var place = builder.Offset(address, item.Offset);
        if (LoweredTypes.IsMemory(item.Type.Type))
        {
            builder.Copy(place, value, item.Type.Type.Size, partAlign);
        }
        else
        {
            StoreScalar(place, value, item.Type.Type, partAlign, item.Type.IsVolatile);
        }
    }

    private void InitializeString(Value address, byte[] bytes, int size, int align, bool isZeroed)
    {
        var length = Math.Min(bytes.Length, size);
        if (length < size && !isZeroed)
        {
            builder.Fill(address, Constant.Int32(0), size, align);
        }

        if (length > InlineString)
        {
            builder.Copy(address, GlobalAddress(context.Globals.Literal(bytes)), length);
            return;
        }

        Span<byte> buffer = stackalloc byte[8];
        for (var at = 0; at < length;)
        {
            var here = at == 0 ? align : Math.Min(align, at & -at);
            var width = Math.Min(here, length - at >= 8 ? 8 : length - at >= 4 ? 4 : length - at >= 2 ? 2 : 1);
            buffer.Clear();
            bytes.AsSpan(at, width).CopyTo(buffer);
            var number = BinaryPrimitives.ReadInt64LittleEndian(buffer);
            builder.Store(builder.Offset(address, at), new Constant(width == 8 ? IrType.I64 : IrType.I32, number), width, here);
            at += width;
        }
    }
}
