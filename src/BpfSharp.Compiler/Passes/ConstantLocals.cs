// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>A local table that is filled with constants, and from then on only read, becomes constant data of the program.</summary>
/// <remarks>
/// All stores are in one block, at constant offsets and in front of every load; one load at least is at an offset that varies (others are values already).
/// Saves filling the table, stack, and trouble: the verifier follows zeros through the stack and may find more than the code was written for.
/// <code>t = alloca 8; store.64 t, 0x1…; x = load.u8 (ptr_add t, i)   =>   t = global @.local.0; x = load.u8 (ptr_add t, i)</code></remarks>
internal sealed class ConstantLocals : IFunctionPass
{
    private const int LargestTable = 4096;

    public string Name => "constant-locals";

    public bool Run(Function function, PassContext context)
    {
        if (!context.Target.HasGlobalData)
        {
            return false;
        }

        var changed = false;
        foreach (var alloca in function.Entry.Operations.Where(static o => o.Code == OpCode.Alloca && o.Size <= LargestTable).ToList())
        {
            if (Table.Trace(alloca) is { } table && table.IsFilledFirst(ControlFlow.Of(function).Dominators))
            {
                table.MoveToData(context.Module);
                changed = true;
            }
        }

        if (changed)
        {
            function.Blocks.ForEach(static b => b.Sweep());
        }

        return changed;
    }

    /// <summary>A local that is only stored to at constant offsets, and loaded from.</summary>
    private sealed class Table(Operation alloca)
    {
        private readonly List<Operation> steps = [];
        private readonly List<Operation> loads = [];
        private readonly List<(Operation Operation, long Offset)> writes = [];
        private bool varies;

        /// <summary>Null when anything else is done with it.</summary>
        public static Table? Trace(Operation alloca)
        {
            var table = new Table(alloca);
            return table.Follow(alloca, 0) && table.varies && table.writes.Count > 0 ? table : null;
        }

        /// <param name="offset">Null where it varies.</param>
        private bool Follow(Operation pointer, long? offset)
        {
            foreach (var user in pointer.Users)
            {
                switch (user.Code)
                {
                    case OpCode.PointerAdd when ReferenceEquals(user.Operands[0], pointer):
                        steps.Add(user);
                        if (!Follow(user, user.Operands[1] is Constant step ? offset + step.Number : null))
                        {
                            return false;
                        }

                        break;
                    case OpCode.Load when !user.IsVolatile && user.Type.IsInteger:
                        varies |= offset is null;
                        loads.Add(user);
                        break;
                    case OpCode.Store or OpCode.MemorySet when !user.IsVolatile && offset is >= 0 && user.Operands[1] is Constant
                        && offset + (user.Code == OpCode.Store ? user.Width : user.Size) <= alloca.Size:
                        writes.Add((user, offset.Value));
                        break;
                    default:
                        return false;
                }
            }

            return true;
        }

        /// <summary>True when nothing is read before the last write, on any path.</summary>
        public bool IsFilledFirst(Dominators dominators)
        {
            var block = writes[0].Operation.Block!;
            if (writes.Exists(w => w.Operation.Block != block) || !loads.TrueForAll(l => dominators.Dominates(block, l.Block!)))
            {
                return false;
            }

            var offsets = writes.ToDictionary(static w => w.Operation, static w => w.Offset);
            var reads = loads.ToHashSet();
            writes.Clear();
            var isRead = false;
            foreach (var operation in block.Operations)
            {
                if (offsets.TryGetValue(operation, out var offset))
                {
                    if (isRead)
                    {
                        return false;
                    }

                    writes.Add((operation, offset)); // now in order
                }

                isRead |= reads.Contains(operation);
            }

            return true;
        }

        public void MoveToData(Module module)
        {
            var number = module.Globals.Count;
            while (module.Globals.Exists(g => g.Name == NameOf(number)))
            {
                number++;
            }

            var global = new GlobalVariable(NameOf(number), Contents(), Math.Max(1, alloca.Align)) { Section = ".rodata", IsConstant = true };
            module.Globals.Add(global);
            foreach (var (write, _) in writes)
            {
                write.Release();
            }

            var address = new Operation(OpCode.GlobalAddress, IrType.Pointer(AddressSpace.Global)) { Symbol = global, Location = alloca.Location };
            alloca.Block!.InsertBefore(alloca, address);
            alloca.ReplaceAllUsesWith(address);
            foreach (var step in steps)
            {
                step.Type = address.Type;
            }

            alloca.Release();
        }

        private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $".local.{number}");

        private byte[] Contents()
        {
            var contents = new byte[alloca.Size];
            Span<byte> number = stackalloc byte[8];
            foreach (var (write, offset) in writes)
            {
                var value = ((Constant)write.Operands[1]).Number;
                if (write.Code == OpCode.MemorySet)
                {
                    contents.AsSpan((int)offset, (int)write.Size).Fill((byte)value);
                }
                else
                {
                    BinaryPrimitives.WriteInt64LittleEndian(number, value);
                    number[..write.Width].CopyTo(contents.AsSpan((int)offset));
                }
            }

            return contents;
        }
    }
}
