// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Splits a stack object into its scalars when its address never escapes and it is only accessed at constant offsets.</summary>
/// <remarks>
/// Block copies and fills of the object become loads and stores of the parts; a part that is accessed in several widths stays a smaller object in memory.
/// Objects handed to helpers are left whole. O(accesses log accesses) for each object.
/// <code>s = alloca 16; memset s, 0, 16; store8 s+8, v   =>   s.0 = alloca 8; s.8 = alloca 8; store8 s.0, 0; store8 s.8, 0; store8 s.8, v</code></remarks>
internal sealed class ScalarReplacement : IFunctionPass
{
    private const int PartLimit = 256;
    private const int ScalarGapLimit = 64;

    public string Name => "sroa";

    public bool Run(Function function, PassContext context)
    {
        var changed = false;
        foreach (var operation in function.Entry.Operations.Where(o => o.Code == OpCode.Alloca).ToList())
        {
            if (StackObject.Trace(operation) is { } found)
            {
                changed |= Split(found);
            }
        }

        foreach (var block in function.Blocks)
        {
            block.Sweep();
        }

        return changed;
    }

    private static bool Split(StackObject found)
    {
        var hasBlocks = found.Accesses.Exists(a => !a.IsWhole);
        if (found.Accesses.Count == 0 || (!hasBlocks && found.Accesses.TrueForAll(a => a.Offset == 0)))
        {
            return false;
        }

        var parts = FindParts(found);
        if (parts.Count > PartLimit || (parts.Count == 1 && !parts[0].IsScalar))
        {
            return false;
        }

        foreach (var part in parts)
        {
            part.Slot = Make.Alloca(part.Size, (int)Math.Min(8, part.Size & -part.Size), parts.Count == 1 ? found.Alloca.Name : $"{found.Alloca.Name}.{part.Offset}");
            part.Slot.Location = found.Alloca.Location;
        }

        found.Alloca.Block!.Sweep();
        found.Alloca.Block.SetOperations([.. parts.Select(p => p.Slot!), .. found.Alloca.Block.Operations]);
        foreach (var access in found.Accesses)
        {
            Rewrite(access, parts);
        }

        foreach (var path in found.Paths)
        {
            path.Release();
        }

        found.Alloca.Release();
        return true;
    }

    private static List<Part> FindParts(StackObject found)
    {
        var parts = new List<Part>();
        var at = 0L;
        foreach (var access in found.Accesses.Where(a => a.IsWhole).OrderBy(a => a.Offset).ThenBy(a => a.Size))
        {
            if (parts.Count > 0 && access.Offset < parts[^1].End)
            {
                var last = parts[^1];
                last.IsScalar &= last.Offset == access.Offset && last.End == access.End;
                last.IsPointer |= access.IsPointer;
                last.End = Math.Max(last.End, access.End);
                at = last.End;
                continue;
            }

            AddGap(parts, at, access.Offset);
            parts.Add(new Part(access.Offset, access.End) { IsScalar = true, IsPointer = access.IsPointer });
            at = access.End;
        }

        AddGap(parts, at, found.Alloca.Size);
        MarkPartlyCovered(found, parts);
        return parts;
    }

    /// <summary>Bytes that only block operations touch: small ones become scalars too, so that copies of padding vanish with the rest.</summary>
    private static void AddGap(List<Part> parts, long from, long to)
    {
        if (to - from > ScalarGapLimit)
        {
            parts.Add(new Part(from, to));
            return;
        }

        while (from < to)
        {
            var width = 8L;
            while (from % width != 0 || from + width > to)
            {
                width /= 2;
            }

            parts.Add(new Part(from, from + width) { IsScalar = true });
            from += width;
        }
    }

    private static void MarkPartlyCovered(StackObject found, List<Part> parts)
    {
        foreach (var access in found.Accesses)
        {
            if (access.IsWhole)
            {
                continue;
            }

            foreach (var part in parts)
            {
                if (part.Overlaps(access) && (access.Offset > part.Offset || access.End < part.End || IsMisaligned(access, part)))
                {
                    part.IsScalar = false;
                }
            }
        }
    }

    /// <summary>True when a part's bytes lie askew in the stack object on the other side of a copy: the verifier wants stack accesses aligned.</summary>
    private static bool IsMisaligned(StackAccess access, Part part)
    {
        if (access.User.Code != OpCode.MemoryCopy || !part.IsScalar)
        {
            return false;
        }

        var path = PointerPath.Of(access.User.Operands[1 - access.OperandIndex]);
        if (PointerPath.ObjectOf(path.Base) is not Operation { Code: OpCode.Alloca } other)
        {
            return false;
        }

        other.Align = Math.Max(other.Align, (int)Math.Min(8, part.Size));
        return !ReferenceEquals(path.Base, other) || (path.Offset + part.Offset - access.Offset) % part.Size != 0;
    }

    private static void Rewrite(StackAccess access, List<Part> parts)
    {
        if (access.IsWhole)
        {
            var part = parts.Find(p => p.Overlaps(access))!;
            access.User.SetOperand(0, At(access.User, part.Slot!, access.Offset - part.Offset));
            return;
        }

        foreach (var part in parts)
        {
            if (part.Overlaps(access))
            {
                RewriteBlock(access, part);
            }
        }

        access.User.Release();
    }

    /// <summary>Makes the piece of a copy or fill that concerns one part.</summary>
    private static void RewriteBlock(StackAccess access, Part part)
    {
        var user = access.User;
        var from = Math.Max(part.Offset, access.Offset);
        var size = Math.Min(part.End, access.End) - from;
        var here = At(user, part.Slot!, from - part.Offset);
        if (user.Code == OpCode.MemorySet)
        {
            if (part.IsScalar)
            {
                Insert(user, Make.Store(here, Filled(user.Operands[1], part), (int)size));
            }
            else
            {
                Insert(user, new Operation(OpCode.MemorySet, IrType.Void, here, user.Operands[1]) { Size = size });
            }

            return;
        }

        var there = At(user, user.Operands[1 - access.OperandIndex], from - access.Offset);
        var (destination, source) = access.OperandIndex == 0 ? (here, there) : (there, here);
        if (part.IsScalar)
        {
            var value = Insert(user, Make.Load(part.ScalarType, source, (int)size));
            Insert(user, Make.Store(destination, value, (int)size));
        }
        else
        {
            Insert(user, new Operation(OpCode.MemoryCopy, IrType.Void, destination, source) { Size = size, Align = 1 });
        }
    }

    private static Constant Filled(Value value, Part part)
    {
        var pattern = unchecked((long)((ulong)(byte)((Constant)value).Number * 0x0101010101010101));
        return new Constant(part.ScalarType, Analyses.Folding.Extend(pattern, (int)part.Size, isSigned: false));
    }

    private static Value At(Operation user, Value pointer, long offset) => offset == 0 ? pointer : Insert(user, Make.PointerAdd(pointer, offset));

    private static Operation Insert(Operation before, Operation operation)
    {
        operation.Location = before.Location;
        return before.Block!.InsertBefore(before, operation);
    }

    private sealed class Part(long offset, long end)
    {
        public long Offset { get; } = offset;
        public long End { get; set; } = end;
        public long Size => End - Offset;

        /// <summary>All accesses take exactly these bytes.</summary>
        public bool IsScalar { get; set; }
        public bool IsPointer { get; set; }
        public Operation? Slot { get; set; }
        public IrType ScalarType => IsPointer ? IrType.Pointer(AddressSpace.Unresolved) : Make.IntegerFor((int)Size);

        public bool Overlaps(StackAccess access) => Offset < access.End && access.Offset < End;
    }
}
