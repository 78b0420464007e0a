// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Where a loop steps a pointer through an object until it meets another pointer into it, counts the offset instead.</summary>
/// <remarks>
/// The kernel's verifier learns nothing from comparing two pointers into one object: it follows such a loop past the object's end. Offsets it follows, and
/// loop unrolling counts. Pointers compared with anything else, the end of a packet above all, stay as they are.
/// <code>b1: p = phi [base], [n]; c = ult p, base + 16; …; n = ptr_add p, 4   =>   b1: i = phi [0], [j]; p = ptr_add base, i; c = slt i, 16; …; j = add i, 4</code></remarks>
internal sealed class PointerInduction : IFunctionPass
{
    public string Name => "pointer-induction";

    public bool Run(Function function, PassContext context) => Loops.Of(function).RewritePhis(TryRewrite);

    private static bool TryRewrite(Loop loop, Operation phi)
    {
        if (!phi.Type.IsPointer || Start(loop, phi) is not { } start)
        {
            return false;
        }

        var inside = phi.Incoming.FindIndex(loop.Contains);
        if (phi.Operands[inside] is not Operation { Code: OpCode.PointerAdd } next || !ReferenceEquals(next.Operands[0], phi) || next.Operands[1] is not Constant step)
        {
            return false;
        }

        var comparisons = Comparisons(phi, start).Concat(Comparisons(next, start)).ToList();
        if (comparisons.Count == 0)
        {
            return false;
        }

        var (offset, nextOffset) = MakeOffset(loop.Header, phi, inside, next, step);
        foreach (var comparison in comparisons)
        {
            Rewrite(comparison, phi, next, start, offset, nextOffset);
        }

        var pointer = loop.Header.Insert(loop.Header.Phis.Count(), new Operation(OpCode.PointerAdd, phi.Type, start, offset) { Location = next.Location });
        next.ReplaceWith(next.Block!.InsertBefore(next, new Operation(OpCode.PointerAdd, phi.Type, start, nextOffset) { Location = next.Location }));
        phi.ReplaceWith(pointer);
        return true;
    }

    /// <summary>The one value that enters the loop from outside when one way leads back; null in other loops.</summary>
    private static Value? Start(Loop loop, Operation phi)
    {
        Value? start = null;
        var ways = 0;
        for (var i = 0; i < phi.Incoming.Count; i++)
        {
            if (loop.Contains(phi.Incoming[i]))
            {
                ways++;
            }
            else if (start is not null && !ReferenceEquals(start, phi.Operands[i]))
            {
                return null;
            }
            else
            {
                start = phi.Operands[i];
            }
        }

        return ways == 1 ? start : null;
    }

    /// <summary>Comparisons with a pointer a constant away from where the loop starts in the object.</summary>
    private static IEnumerable<Operation> Comparisons(Operation pointer, Value start) =>
        pointer.Users.Where(u => u.IsComparison && IsSameObject(Other(u, pointer), start)).Distinct();

    private static bool IsSameObject(Value other, Value start) => ReferenceEquals(PointerPath.Of(other).Base, PointerPath.Of(start).Base);

    private static Value Other(Operation comparison, Value pointer) => comparison.Operands[ReferenceEquals(comparison.Operands[0], pointer) ? 1 : 0];

    private static (Operation Offset, Operation Next) MakeOffset(Block header, Operation phi, int inside, Operation next, Constant step)
    {
        var offset = header.Insert(0, new Operation(OpCode.Phi, IrType.I64) { Location = phi.Location });
        var sum = next.Block!.InsertBefore(next, Make.Binary(OpCode.Add, offset, Constant.Int64(step.Number)));
        sum.Location = next.Location;
        for (var i = 0; i < phi.Incoming.Count; i++)
        {
            offset.AddIncoming(i == inside ? sum : Constant.Int64(0), phi.Incoming[i]);
        }

        return (offset, sum);
    }

    private static void Rewrite(Operation comparison, Operation phi, Operation next, Value start, Operation offset, Operation nextOffset)
    {
        var isLeft = ReferenceEquals(comparison.Operands[0], phi) || ReferenceEquals(comparison.Operands[0], next);
        var other = comparison.Operands[isLeft ? 1 : 0];
        var counted = ReferenceEquals(comparison.Operands[isLeft ? 0 : 1], phi) ? offset : nextOffset;
        var limit = Constant.Int64(PointerPath.Of(other).Offset - PointerPath.Of(start).Offset);

        // Offsets within one object are small, and before the start negative.
        var code = Signed(comparison.Code);
        var made = isLeft ? Make.Compare(code, counted, limit) : Make.Compare(code, limit, counted);
        made.Location = comparison.Location;
        comparison.ReplaceWith(comparison.Block!.InsertBefore(comparison, made));
    }

    private static OpCode Signed(OpCode code) => code switch
    {
        OpCode.ULess => OpCode.SLess,
        OpCode.ULessEqual => OpCode.SLessEqual,
        OpCode.UGreater => OpCode.SGreater,
        OpCode.UGreaterEqual => OpCode.SGreaterEqual,
        _ => code,
    };
}
