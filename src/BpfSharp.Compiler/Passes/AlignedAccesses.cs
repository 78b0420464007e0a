// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Cuts loads and stores on the stack, and loads from the context, that are not aligned by their size into such as are: the kernel takes no others.</summary>
/// <remarks>Needs address spaces. Contexts start at 8-byte boundaries, stack objects where their alignment says; those of 8 bytes and more are moved to one.
/// At variable offsets, and through pointers of unknown kind, the access says how it is aligned. Linear.
/// <code>v = load.u32 (ptr_add ctx, 38)   =>   a = load.u16 (ptr_add ctx, 38); b = load.u16 (ptr_add ctx, 40); v = a | b &lt;&lt; 16</code></remarks>
internal sealed class AlignedAccesses : IFunctionPass
{
    public string Name => "align-accesses";

    public bool Run(Function function, PassContext context)
    {
        var changed = false;
        foreach (var access in function.Collect(static o => o.Code is OpCode.Load or OpCode.Store && o.Width > 1))
        {
            if (Alignment(access) is var width && width < access.Width)
            {
                Cut(access, width);
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>The widest aligned access at the operation's place; its own width where alignment does not matter or is not known.</summary>
    private static int Alignment(Operation access)
    {
        var path = PointerPath.Of(access.Operands[0]);
        var start = access.Width;
        if (path.Base is Operation { Code: OpCode.Alloca } alloca)
        {
            alloca.Align = Math.Max(alloca.Align, alloca.Size >= 8 ? 8 : 1);
            start = Math.Min(alloca.Align, 8);
        }
        else if (path.Base.Type.Space is AddressSpace.Stack or AddressSpace.Unresolved && path.Base is not Parameter { Type.Space: AddressSpace.Context })
        {
            // A variable index, or a caller's object: what C promises.
            return access.Align > 0 ? Math.Min(access.Align, access.Width) : access.Width;
        }
        else if (path.Base is not Parameter { Type.Space: AddressSpace.Context })
        {
            return access.Width;
        }

        return path.Offset == 0 ? start : (int)Math.Min(path.Base is Parameter ? 8 : start, path.Offset & -path.Offset);
    }

    private static void Cut(Operation access, int width)
    {
        if (access.Code == OpCode.Load)
        {
            access.ReplaceWith(Assemble(access, width));
            return;
        }

        var value = access.Operands[1];
        value = value.Type.IsPointer ? Insert(access, new Operation(OpCode.ToInteger, IrType.I64, value)) : value;
        for (var at = 0; at < access.Width; at += width)
        {
            var part = at == 0 ? value : Insert(access, Make.Binary(OpCode.LShr, value, at * 8));
            Insert(access, Make.Store(At(access, at), part, width));
        }

        access.Remove();
    }

    private static Value Assemble(Operation load, int width)
    {
        Value whole = Constant.Int64(0);
        for (var at = 0; at < load.Width; at += width)
        {
            Value part = Insert(load, Make.Load(IrType.I64, At(load, at), width));
            part = at == 0 ? part : Insert(load, Make.Binary(OpCode.Shl, part, at * 8));
            whole = at == 0 ? part : Insert(load, Make.Binary(OpCode.Or, whole, part));
        }

        return load switch
        {
            { Type.IsPointer: true } => Insert(load, new Operation(OpCode.ToPointer, load.Type, whole)),
            { IsSigned: true, Width: < 8 } => Narrow(load, Insert(load, new Operation(OpCode.ExtendLow, IrType.I64, whole) { Width = load.Width, IsSigned = true })),
            _ => Narrow(load, whole),
        };
    }

    private static Value At(Operation access, int offset) => offset == 0 ? access.Operands[0] : Insert(access, Make.PointerAdd(access.Operands[0], offset));

    private static Value Narrow(Operation load, Value value) => load.Type.Kind == IrKind.I32 ? Insert(load, new Operation(OpCode.Truncate, IrType.I32, value)) : value;

    private static Operation Insert(Operation before, Operation operation)
    {
        operation.Location = before.Location;
        return before.Block!.InsertBefore(before, operation);
    }
}
