// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

/// <summary>Writes a flattened initialiser of static storage into bytes, and notes the addresses among them.</summary>
internal sealed class StaticInitializer(LoweringContext context, VariableSymbol variable, byte[] contents, List<(int Offset, BoundExpression Symbol, long Addend)> addresses)
{
    public void Write(BoundInitializer initializer) => Write(initializer, 0);

    public static void WriteNumber(byte[] contents, long offset, int width, Int128 number)
    {
        for (var i = 0; i < width && offset + i < contents.Length; i++)
        {
            contents[offset + i] = (byte)(number >> (8 * Math.Min(i, 15)));
        }
    }

    private void Write(BoundInitializer initializer, long at)
    {
        foreach (var item in initializer.Items)
        {
            Write(item, at + item.Offset);
        }
    }

    private void Write(InitializedPart item, long offset)
    {
        var size = item.Field is { IsBitField: true } field ? field.UnitWidth : item.Type.Type.Size;
        if (offset < 0 || offset + size > contents.Length)
        {
            return; // past the end: the binder has said so
        }

        var value = item.Value;
        while (value is BoundConversion { Kind: ConversionKind.NoOp } c)
        {
            value = c.Operand;
        }

        switch (value)
        {
            case BoundString s when item.Type.Canonical is ArrayType:
                Forget(offset, size);
                s.Bytes.AsSpan(0, (int)Math.Min(s.Bytes.Length, size)).CopyTo(contents.AsSpan((int)offset));
                break;
            case BoundCompoundLiteral literal when LoweredTypes.IsMemory(item.Type.Type):
                Write(literal.Initializer, offset);
                break;
            case BoundLoad { Source: BoundCompoundLiteral literal } when LoweredTypes.IsMemory(item.Type.Type):
                Write(literal.Initializer, offset);
                break;
            case BoundLoad { Source: BoundString s } when item.Type.Canonical is ArrayType:
                s.Bytes.AsSpan(0, (int)Math.Min(s.Bytes.Length, size)).CopyTo(contents.AsSpan((int)offset));
                break;
            default:
                WriteScalar(item, offset);
                break;
        }
    }

    private void WriteScalar(InitializedPart item, long offset)
    {
        if (item.Value is BoundError)
        {
            return;
        }

        if (!context.Constants.TryEvaluateAddress(item.Value, out var value) || (value.Base is not null && (item.Field is not null || item.Type.Type.Size != 8)))
        {
            context.Diagnostics.Report(LoweringDiagnostics.NotConstantInitializer, item.Value.Span.Start.IsKnown ? item.Value.Span : variable.Span, variable.Name);
            return;
        }

        if (item.Field is { IsBitField: true } field)
        {
            WriteBits(offset, field, value.Addend);
            return;
        }

        Forget(offset, item.Type.Type.Size);
        if (value.Base is { } symbol)
        {
            addresses.Add(((int)offset, symbol, (long)value.Addend));
        }

        WriteNumber(contents, offset, (int)item.Type.Type.Size, value.Base is null ? value.Addend : 0);
    }

    /// <summary>A later item for the same bytes wins.</summary>
    private void Forget(long offset, long size)
    {
        contents.AsSpan((int)offset, (int)size).Clear();
        addresses.RemoveAll(a => a.Offset < offset + size && offset < a.Offset + 8);
    }

    private void WriteBits(long offset, FieldSymbol field, Int128 number)
    {
        for (var bit = 0; bit < field.BitWidth; bit++)
        {
            var position = field.BitOffset + bit;
            var index = offset + position / 8;
            if (index < contents.Length)
            {
                var mask = (byte)(1 << (position % 8));
                contents[index] = (byte)((number >> bit & 1) != 0 ? contents[index] | mask : contents[index] & ~mask);
            }
        }
    }
}
