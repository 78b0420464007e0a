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
                Loop(operation, pieces);
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
        var place = PlaceOf(operation.Operands[0], operation);
        var other = operation.Code == OpCode.MemorySet ? place : PlaceOf(operation.Operands[1], operation);
        var pieces = new List<(long, int)>();
        for (var at = 0L; at < operation.Size;)
        {
            var width = Math.Min(WidthAt(place, at), WidthAt(other, at));
            while (at + width > operation.Size)
            {
                width /= 2;
            }

            pieces.Add((at, width));
            at += width;
        }

        return pieces;
    }

    /// <summary>The lowest bit of the offset bounds what is left of the alignment.</summary>
    private static int WidthAt((int Align, long Offset) place, long at) => place.Offset + at is 0 ? place.Align : (int)Math.Min(place.Align, (place.Offset + at) & -(place.Offset + at));

    /// <summary>What is known of a pointer: an alignment of 1, 2, 4 or 8, and an offset from there.</summary>
    private static (int Align, long Offset) PlaceOf(Value pointer, Operation user)
    {
        var path = PointerPath.Of(pointer);
        switch (path.Base)
        {
            case Operation { Code: OpCode.Alloca } alloca:
                alloca.Align = Math.Max(alloca.Align, alloca.Size switch { >= 8 => 8, >= 4 => 4, >= 2 => 2, _ => 1 });
                return (Math.Min(alloca.Align, 8), path.Offset);
            case { Type.Space: AddressSpace.Context }:
                return (8, path.Offset);
            case Operation { Symbol: GlobalVariable global }:
                // Loads of constants become numbers.
                return (global is { IsConstant: true, IsExtern: false } ? 8 : Math.Clamp(global.Align, 1, 8), path.Offset);
            case Operation { Code: OpCode.HelperCall, Type.Space: AddressSpace.MapValue or AddressSpace.RingRecord }:
                // The kernel rounds map values and records up to 8 bytes and starts them there.
                return (8, path.Offset);
            default:
                // What the access promises is promised of the place itself.
                return (Math.Clamp(user.Align, 1, 8), 0);
        }
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

    /// <summary>A loop over the pieces of the greatest width, between those that lead up to it and those left over.</summary>
    private static void Loop(Operation operation, List<(long Offset, int Width)> pieces)
    {
        var width = pieces.Max(static p => p.Width);
        var first = pieces.FindIndex(p => p.Width == width);
        var end = pieces.FindLastIndex(p => p.Width == width) + 1;
        foreach (var piece in pieces[..first])
        {
            Move(operation, piece.Offset, piece.Width);
        }

        var value = operation.Code == OpCode.MemorySet ? Filled(operation, width) : null;
        LoopOver(operation, pieces[first].Offset, pieces[end - 1].Offset + width, width, value);
        foreach (var piece in pieces[end..])
        {
            Move(operation, piece.Offset, piece.Width);
        }

        operation.Remove();
    }

    /// <param name="value">What is stored; null for what is loaded from the other side.</param>
    private static void LoopOver(Operation operation, long start, long end, int width, Value? value)
    {
        var before = operation.Block!;
        var (body, after) = (before.Function.AddBlock(), Edges.SplitBefore(operation));
        before.Append(Make.Jump(body));
        var index = body.Append(new Operation(OpCode.Phi, IrType.I64));
        var place = body.Append(new Operation(OpCode.PointerAdd, operation.Operands[0].Type, operation.Operands[0], index));
        value ??= body.Append(Make.Load(Make.IntegerFor(width), body.Append(new Operation(OpCode.PointerAdd, operation.Operands[1].Type, operation.Operands[1], index)), width));
        body.Append(Make.Store(place, value, width));
        var next = body.Append(Make.Binary(OpCode.Add, index, width));
        body.Append(Make.Branch(body.Append(Make.Compare(OpCode.ULess, next, Constant.Int64(end))), body, after));
        index.AddIncoming(Constant.Int64(start), before);
        index.AddIncoming(next, body);
        foreach (var inserted in body.Operations)
        {
            inserted.Location = operation.Location;
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
