// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Dialects;

// Calls of the packet dialect. Members of packet headers are lowered as such.
internal sealed partial class BccDialect
{
    private static BoundBuiltin Packet(IBindingContext context, CallExpression call, Builtin load)
    {
        var skb = context.BindValue(call.Arguments[0]);
        var offset = Build.ToInteger(context.BindValue(call.Arguments[1]), IntegerType.UnsignedLong);
        return new BoundBuiltin(load, [skb, offset], IntegerType.UnsignedLongLong) { Span = call.Span };
    }

    // bpf_dext_pkt(skb, offset, first bit, bits): the narrowest load that has them all, shifted and masked.
    private BoundExpression PacketBits(IBindingContext context, CallExpression call)
    {
        if (!TryPacketBits(context, call, "bpf_dext_pkt", out var first, out var count))
        {
            return Failed(context, call);
        }

        var end = (int)(first + count);
        var (load, width) = end <= 8 ? (Builtin.Load8, 8) : end <= 16 ? (Builtin.Load16, 16) : end <= 32 ? (Builtin.Load32, 32) : (Builtin.Load64, 64);
        var word = IntegerType.UnsignedLongLong;
        var low = new BoundBinary(BoundBinaryOperator.ShiftRight, Packet(context, call, load), Build.Constant(width - end, IntegerType.Int), word);
        return new BoundBinary(BoundBinaryOperator.And, low, Build.Constant(count == 64 ? ulong.MaxValue : (1UL << (int)count) - 1, word), word) { Span = call.Span };
    }

    // bpf_dins_pkt(skb, offset, first bit, bits, value)
    private BoundExpression StorePacketBits(IBindingContext context, CallExpression call)
    {
        if (!TryPacketBits(context, call, "bpf_dins_pkt", out var first, out var count))
        {
            return Failed(context, call);
        }

        var (word, number) = (IntegerType.UnsignedLongLong, IntegerType.Int);
        BoundExpression[] arguments =
        [
            context.BindValue(call.Arguments[0]), Build.ToInteger(context.BindValue(call.Arguments[1]), IntegerType.UnsignedLong),
            Build.Constant(first, number), Build.Constant(count, number), context.Convert(context.BindValue(call.Arguments[4]), word),
        ];
        return new BoundBuiltin(Builtin.StorePacketBits, arguments, VoidType.Instance) { Span = call.Span };
    }

    private bool TryPacketBits(IBindingContext context, CallExpression call, string name, out Int128 first, out Int128 count)
    {
        count = 0;
        if (context.TryEvaluate(context.BindValue(call.Arguments[2]), out first) && context.TryEvaluate(context.BindValue(call.Arguments[3]), out count)
            && first >= 0 && count >= 1 && first + count <= 64)
        {
            return true;
        }

        Diagnostics.Report(DialectsDiagnostics.PacketBits, call.Span, name);
        return false;
    }

    // incr_cksum_l3(&header->sum, old, new) and incr_cksum_l4(…, pseudo): the packet is the program's context, the size that of the new value.
    private BoundExpression Checksum(IBindingContext context, CallExpression call, int id)
    {
        if (context.CurrentFunction is not { Parameters: [var packet, ..] })
        {
            Diagnostics.Report(DialectsDiagnostics.NoContextParameter, call.Span, context.CurrentFunction?.Name ?? "");
            return Failed(context, call);
        }

        var word = IntegerType.UnsignedLongLong;
        var (place, old, changed) = (context.BindValue(call.Arguments[0]), context.BindValue(call.Arguments[1]), context.BindValue(call.Arguments[2]));
        BoundExpression flags = Build.Constant(context.BindExpression(call.Arguments[2]).Type.Type.Size, word);
        if (id == 11)
        {
            var pseudo = new BoundBinary(BoundBinaryOperator.And, context.Convert(context.BindValue(call.Arguments[3]), word), Build.Constant(1, word), word);
            flags = new BoundBinary(BoundBinaryOperator.Or, new BoundBinary(BoundBinaryOperator.ShiftLeft, pseudo, Build.Constant(4, IntegerType.Int), word), flags, word);
        }

        return Call(id, Build.AsVoidPointer(Build.Load(packet)), Build.ToInteger(place, IntegerType.UnsignedInt), context.Convert(old, word), context.Convert(changed, word), flags);
    }
}
