// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Turns copies, fills and comparisons of memory blocks into the widest loads and stores their alignment allows.</summary>
/// <remarks>
/// Stack accesses must be aligned for the verifier, so stack objects are aligned to 8 where that helps. More than <see cref="PieceLimit"/> pieces of a copy
/// or fill become a loop on kernels that run loops. Copies from constant data become stores of numbers once combine has seen the loads.
/// <code>memset a, 0 size 12   =>   store.64 a, 0L; p = ptr_add a, 8L; store.32 p, 0</code></remarks>
internal sealed class ExpandMemory : IFunctionPass
{
    private const int PieceLimit = 64;
    private bool hasLoops;

    public string Name => "expand-memory";

    public bool Run(Function function, PassContext context)
    {
        hasLoops = context.Target.HasBoundedLoops;
        var changed = false;
        // Loops made here add blocks at the end of the list; the rest of a split block is among them and is visited in its turn.
        for (var i = 0; i < function.Blocks.Count; i++)
        {
            var work = function.Blocks[i].Operations.Where(o => o.Code is OpCode.MemoryCopy or OpCode.MemorySet or OpCode.MemoryCompare).ToList();
            foreach (var operation in work)
            {
                Expand(operation);
                changed = true;
            }
        }

        return changed;
    }

    private void Expand(Operation operation)
    {
        var pieces = Pieces(operation);
        switch (operation.Code)
        {
            case OpCode.MemoryCompare:
                var result = IsOnlyTestedForZero(operation) ? Differs(operation, pieces) : Order(operation, pieces);
                operation.ReplaceWith(result);
                return;
            case OpCode.MemoryCopy when ReferenceEquals(operation.Operands[0], operation.Operands[1]):
                break;
            case var _ when pieces.Count > PieceLimit && hasLoops:
                Loop(operation, pieces[0].Width);
                return;
            default:
                foreach (var piece in pieces)
                {
                    Move(operation, piece.Offset, piece.Width);
                }

                break;
        }

        operation.Remove();
    }

    /// <summary>The block cut into aligned pieces of 8, 4, 2 and 1 bytes.</summary>
    private static List<(long Offset, int Width)> Pieces(Operation operation)
    {
        var align = AlignmentOf(operation.Operands[0], operation);
        if (operation.Code != OpCode.MemorySet)
        {
            align = Math.Min(align, AlignmentOf(operation.Operands[1], operation));
        }

        var pieces = new List<(long, int)>();
        for (var at = 0L; at < operation.Size;)
        {
            var width = align;
            while (at + width > operation.Size)
            {
                width /= 2;
            }

            pieces.Add((at, width));
            at += width;
        }

        return pieces;
    }

    /// <summary>What is known of a pointer's alignment: 1, 2, 4 or 8.</summary>
    private static int AlignmentOf(Value pointer, Operation user)
    {
        var path = PointerPath.Of(pointer);
        var known = user.Align;
        if (path.Base is Operation { Code: OpCode.Alloca } alloca)
        {
            alloca.Align = Math.Max(alloca.Align, alloca.Size >= 8 ? 8 : 1);
            known = alloca.Align;
        }
        else if (path.Base.Type.Space == AddressSpace.Context)
        {
            known = 8;
        }
        else if (path.Base is Operation { Symbol: GlobalVariable global })
        {
            // Loads of constants become numbers.
            known = global is { IsConstant: true, IsExtern: false } ? 8 : global.Align;
        }
        else if (path.Base is Operation { Code: OpCode.HelperCall or OpCode.ToPointer or OpCode.Phi } && path.Base.Type.Space is AddressSpace.MapValue or AddressSpace.RingRecord)
        {
            // The kernel rounds map values and records up to 8 bytes and starts them there.
            known = path.Base is Operation { Code: OpCode.HelperCall } ? 8 : known;
        }

        // The lowest bit of the offset bounds what is left of the alignment.
        return (int)Math.Clamp(Math.Min(known, path.Offset == 0 ? 8 : path.Offset & -path.Offset), 1, 8);
    }

    private static void Move(Operation operation, long offset, int width)
    {
        var place = At(operation, operation.Operands[0], offset);
        if (operation.Code == OpCode.MemoryCopy)
        {
            var value = Insert(operation, Make.Load(Make.IntegerFor(width), At(operation, operation.Operands[1], offset), width));
            Insert(operation, Make.Store(place, value, width));
            return;
        }

        Insert(operation, Make.Store(place, Filled(operation, width), width));
    }

    /// <summary>The byte of a fill repeated over a piece.</summary>
    private static Value Filled(Operation operation, int width)
    {
        var type = Make.IntegerFor(width);
        const long Ones = 0x0101010101010101;
        if (operation.Operands[1] is Constant constant)
        {
            return new Constant(type, Folding.Extend(unchecked((byte)constant.Number * Ones), width, isSigned: false));
        }

        Value value = Insert(operation, Make.Binary(OpCode.And, operation.Operands[1], 255));
        if (type.Kind == IrKind.I64)
        {
            value = Insert(operation, new Operation(OpCode.ZeroExtend, type, value));
        }

        return width == 1 ? value : Insert(operation, Make.Binary(OpCode.Mul, value, Folding.Extend(Ones, width, isSigned: false)));
    }

    /// <summary>A loop over pieces of one width; what is left over follows it.</summary>
    private static void Loop(Operation operation, int width)
    {
        var before = operation.Block!;
        var function = before.Function;
        var (body, after) = (function.AddBlock(), Edges.SplitBefore(operation));
        before.Append(Make.Jump(body));
        var whole = operation.Size / width * width;
        var index = body.Append(new Operation(OpCode.Phi, IrType.I64));
        var place = body.Append(new Operation(OpCode.PointerAdd, operation.Operands[0].Type, operation.Operands[0], index));
        var value = operation.Code == OpCode.MemorySet ? Filled(operation, width) : body.Append(Make.Load(Make.IntegerFor(width),
            body.Append(new Operation(OpCode.PointerAdd, operation.Operands[1].Type, operation.Operands[1], index)), width));
        // A computed fill value was inserted before the operation, behind the loop; it belongs in front of it.
        MoveFill(after, operation, before);
        body.Append(Make.Store(place, value, width));
        var next = body.Append(Make.Binary(OpCode.Add, index, width));
        body.Append(Make.Branch(body.Append(Make.Compare(OpCode.ULess, next, Constant.Int64(whole))), body, after));
        index.AddIncoming(Constant.Int64(0), before);
        index.AddIncoming(next, body);
        foreach (var inserted in body.Operations)
        {
            inserted.Location = operation.Location;
        }

        for (var at = whole; at < operation.Size; at++)
        {
            Move(operation, at, 1);
        }

        operation.Remove();
    }

    private static void MoveFill(Block after, Operation operation, Block before)
    {
        var count = after.IndexOf(operation);
        if (count == 0)
        {
            return;
        }

        var moved = after.Operations.Take(count).ToList();
        after.SetOperations(after.Operations.Skip(count).ToList());
        foreach (var fill in moved)
        {
            before.InsertAtEnd(fill);
        }
    }

    private static bool IsOnlyTestedForZero(Operation compare)
    {
        foreach (var user in compare.Users)
        {
            var isTest = user.Code == OpCode.Branch || (user.Code is OpCode.Equal or OpCode.NotEqual && user.Operands[1] is Constant { Number: 0 });
            if (!isTest)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Not zero when any byte differs.</summary>
    private static Value Differs(Operation compare, List<(long Offset, int Width)> pieces)
    {
        Value? all = null;
        foreach (var (offset, width) in pieces)
        {
            var (left, right) = LoadBoth(compare, offset, width);
            Value difference = Insert(compare, Make.Binary(OpCode.Xor, left, right));
            all = all is null ? difference : Insert(compare, Make.Binary(OpCode.Or, all, difference));
        }

        return all is null ? Constant.Int32(0) : Insert(compare, Make.Compare(OpCode.NotEqual, all, Constant.Int64(0)));
    }

    /// <summary>The sign of the first difference: pieces compared as big-endian numbers, decided from the last to the first.</summary>
    private static Value Order(Operation compare, List<(long Offset, int Width)> pieces)
    {
        Value result = Constant.Int32(0);
        for (var i = pieces.Count - 1; i >= 0; i--)
        {
            var (left, right) = LoadBoth(compare, pieces[i].Offset, pieces[i].Width);
            if (pieces[i].Width > 1)
            {
                left = Insert(compare, new Operation(OpCode.ByteSwap, IrType.I64, left) { Width = pieces[i].Width });
                right = Insert(compare, new Operation(OpCode.ByteSwap, IrType.I64, right) { Width = pieces[i].Width });
            }

            var sign = Insert(compare, new Operation(OpCode.Select, IrType.I32, Insert(compare, Make.Compare(OpCode.ULess, left, right)), Constant.Int32(-1), Constant.Int32(1)));
            result = Insert(compare, new Operation(OpCode.Select, IrType.I32, Insert(compare, Make.Compare(OpCode.Equal, left, right)), result, sign));
        }

        return result;
    }

    private static (Value Left, Value Right) LoadBoth(Operation compare, long offset, int width) =>
        (Insert(compare, Make.Load(IrType.I64, At(compare, compare.Operands[0], offset), width)),
            Insert(compare, Make.Load(IrType.I64, At(compare, compare.Operands[1], offset), width)));

    private static Value At(Operation operation, Value pointer, long offset) => offset == 0 ? pointer : Insert(operation, Make.PointerAdd(pointer, offset));

    private static Operation Insert(Operation before, Operation operation)
    {
        operation.Location = before.Location;
        return before.Block!.InsertBefore(before, operation);
    }
}
