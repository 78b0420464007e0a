// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Ir;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Passes;

/// <summary>Which stack objects' addresses get out of sight; asked lazily and remembered.</summary>
internal sealed class Escapes
{
    private readonly Dictionary<Operation, bool> known = [];

    public bool IsPrivate(Operation alloca)
    {
        if (!known.TryGetValue(alloca, out var result))
        {
            known[alloca] = result = StaysInSight(alloca);
        }

        return result;
    }

    private static bool StaysInSight(Operation alloca)
    {
        var work = new Stack<Operation>([alloca]);
        while (work.TryPop(out var pointer))
        {
            foreach (var user in pointer.Users)
            {
                switch (user.Code)
                {
                    case OpCode.Load or OpCode.MemoryCopy or OpCode.MemorySet or OpCode.MemoryCompare:
                        break;
                    case OpCode.Store when !ReferenceEquals(user.Operands[1], pointer):
                        break;
                    case OpCode.PointerAdd:
                        work.Push(user);
                        break;
                    default:
                        return false;
                }
            }
        }

        return true;
    }
}

/// <summary>What memory is known to hold at some point of a block: values stored or loaded before and not overwritten since.</summary>
/// <remarks>The packet, as instructions read it, is memory like other memory, at offsets from nothing else.</remarks>
internal sealed class KnownMemory(Escapes escapes)
{
    private static readonly Undefined Packet = new(IrType.Void);

    private List<Cell> cells = [];

    /// <summary>The list is another block's too, and to be copied before it is changed.</summary>
    private bool isShared;

    /// <summary>The cells looked at for one access; more would make blocks with many accesses quadratic.</summary>
    private const int CellLimit = 64;

    public KnownMemory Clone()
    {
        isShared = true;
        return new KnownMemory(escapes) { cells = cells, isShared = true };
    }

    /// <summary>Notes what the operation does to memory. For a load, the value it is known to yield, or null.</summary>
    /// <param name="conversions">Receives operations that are to stand before this one, because they make the value.</param>
    public Value? Visit(Operation operation, List<Operation> conversions)
    {
        switch (operation.Code)
        {
            case OpCode.Load:
                return Load(operation, conversions);
            case OpCode.Store:
                Store(operation);
                break;
            case OpCode.MemoryCopy or OpCode.MemorySet:
                Overwrite(PointerPath.Of(operation.Operands[0]), operation.Size);
                break;
            case OpCode.Atomic when operation.AtomicKind != AtomicOperation.LoadAcquire: // what others wrote before is seen after it
                Overwrite(PointerPath.Of(operation.Operands[0]), operation.Width);
                break;
            case OpCode.HelperCall when HelperTable.WritesFirstArgument(operation.HelperId):
                Overwrite(PointerPath.Of(operation.Operands[0]), operation.Operands[1] is Constant size ? size.Number : long.MaxValue / 2);
                break;
            case OpCode.HelperCall when !HelperTable.ChangesMemory(operation.HelperId):
                break;
            case OpCode.PacketLoad:
                return PacketLoad(operation);
            default:
                if (!operation.IsTerminator)
                {
                    Forget(null, 0);
                }

                break;
        }

        return null;
    }

    private Value? Load(Operation load, List<Operation> conversions)
    {
        if (load.IsVolatile)
        {
            return null;
        }

        var path = PointerPath.Of(load.Operands[0]);
        foreach (var cell in cells)
        {
            if (cell.Path.Offset == path.Offset && cell.Width == load.Width && ReferenceEquals(cell.Path.Base, path.Base) && cell.IsUsableFor(load))
            {
                return cell.Value;
            }
        }

        if (Converted(load, path) is { } conversion)
        {
            conversions.Add(conversion);
            return conversion;
        }

        if (Stored(load, path) is { } stored)
        {
            return Conversion.AsLoaded(stored, load, conversions);
        }

        Add(new Cell(path, load.Width, load, load.IsSigned, IsStored: false));
        return null;
    }

    /// <summary>The same bytes of the packet as read before: had it been shorter, the program would have ended there.</summary>
    private Value? PacketLoad(Operation load)
    {
        if (load.Operands[1] is not Constant offset)
        {
            return null;
        }

        var path = new PointerPath(Packet, offset.Number);
        foreach (var cell in cells)
        {
            if (cell.Path == path && cell.Width == load.Width && ReferenceEquals(((Operation)cell.Value).Operands[0], load.Operands[0]))
            {
                return cell.Value;
            }
        }

        Add(new Cell(path, load.Width, load, IsSigned: false, IsStored: false));
        return null;
    }

    /// <summary>The same bytes loaded before into a register of the other width: a verifier that saw one checked must see it used. The operation is in no block yet.</summary>
    private Operation? Converted(Operation load, PointerPath path)
    {
        if (!load.Type.IsInteger)
        {
            return null;
        }

        foreach (var cell in cells)
        {
            if (cell.IsStored || cell.Path.Offset != path.Offset || cell.Width != load.Width || cell.Width > 4 || !ReferenceEquals(cell.Path.Base, path.Base)
                || !cell.Value.Type.IsInteger || (cell.IsSigned != load.IsSigned && cell.Width < 4))
            {
                continue;
            }

            var code = load.Type.Kind == IrKind.I32 ? OpCode.Truncate : load.IsSigned ? OpCode.SignExtend : OpCode.ZeroExtend;
            return cell.Value.Type.Kind == load.Type.Kind ? null : new Operation(code, load.Type, cell.Value) { Location = load.Location };
        }

        return null;
    }

    /// <summary>The integer whose low bytes were stored just there, of whatever type.</summary>
    private Value? Stored(Operation load, PointerPath path)
    {
        foreach (var cell in cells)
        {
            if (cell.IsStored && cell.Path.Offset == path.Offset && cell.Width == load.Width && ReferenceEquals(cell.Path.Base, path.Base))
            {
                return load.Type.IsInteger && cell.Value.Type.IsInteger ? cell.Value : null;
            }
        }

        return null;
    }

    private void Store(Operation store)
    {
        var path = PointerPath.Of(store.Operands[0]);
        Overwrite(path, store.Width);
        if (!store.IsVolatile)
        {
            Add(new Cell(path, store.Width, store.Operands[1], IsSigned: false, IsStored: true));
        }
    }

    private void Add(Cell cell)
    {
        Own();
        if (cells.Count == CellLimit)
        {
            cells.RemoveAt(0);
        }

        cells.Add(cell);
    }

    private void Overwrite(PointerPath path, long size) => Forget(path, size);

    /// <summary>Drops what a write there may touch; without a place, all that others can reach.</summary>
    private void Forget(PointerPath? path, long size)
    {
        var kept = 0;
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = cells[i];
            if (path is { } written ? MayOverlap(cell, written, size) : !IsPrivate(cell.Path))
            {
                Own();
            }
            else
            {
                if (kept < i)
                {
                    cells[kept] = cell;
                }

                kept++;
            }
        }

        if (kept < cells.Count)
        {
            cells.RemoveRange(kept, cells.Count - kept);
        }
    }

    private void Own()
    {
        if (isShared)
        {
            cells = [.. cells];
            isShared = false;
        }
    }

    private bool MayOverlap(Cell cell, PointerPath path, long size)
    {
        if (ReferenceEquals(cell.Path.Base, path.Base))
        {
            return cell.Path.Offset < path.Offset + size && path.Offset < cell.Path.Offset + cell.Width;
        }

        var (a, b) = (PointerPath.ObjectOf(cell.Path.Base), PointerPath.ObjectOf(path.Base));
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        // Objects with names of their own are apart from each other and from the packet, and nothing else points into an object whose address never got out.
        return !AreApart(a, b) && !IsPrivate(a) && !IsPrivate(b);
    }

    private static bool AreApart(Value a, Value b) => b is Operation { Code: OpCode.Alloca or OpCode.GlobalAddress } y
        && (ReferenceEquals(a, Packet)
            || (a is Operation { Code: OpCode.Alloca or OpCode.GlobalAddress } x && (x.Code == OpCode.Alloca || y.Code == OpCode.Alloca || !ReferenceEquals(x.Symbol, y.Symbol))));

    private bool IsPrivate(PointerPath path) => IsPrivate(PointerPath.ObjectOf(path.Base));

    private bool IsPrivate(Value target) => target is Operation { Code: OpCode.Alloca } alloca && escapes.IsPrivate(alloca);

    private readonly record struct Cell(PointerPath Path, int Width, Value Value, bool IsSigned, bool IsStored)
    {
        /// <summary>Whether the known value is just what the load would yield, extension included.</summary>
        public bool IsUsableFor(Operation load)
        {
            if (Value.Type.Kind != load.Type.Kind)
            {
                return false;
            }

            var isFull = Width * 8 == load.Type.Bits;
            return isFull || (!IsStored && IsSigned == load.IsSigned);
        }
    }
}
