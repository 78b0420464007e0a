// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

// Loads, stores, atomics and pointer arithmetic.
internal sealed partial class InstructionSelector
{
    private void SelectMemory(Operation operation)
    {
        switch (operation.Code)
        {
            case OpCode.Load:
                SelectLoad(operation);
                break;
            case OpCode.Store:
                SelectStore(operation);
                break;
            default:
                SelectAtomic(operation);
                break;
        }
    }

    private void SelectPointerAdd(Operation operation)
    {
        if (IsMadeAtUse(operation))
        {
            return;
        }

        var result = RegisterOf(operation);
        var root = Root(operation, out var offset);
        if (!ReferenceEquals(root, operation))
        {
            Into(result, root);
            if (offset != 0)
            {
                AluImmediate(AluOperation.Add, true, result, (int)offset);
            }

            return;
        }

        if (CoreNumber(operation.Operands[1]) is { } core)
        {
            Into(result, operation.Operands[0]);
            CoreImmediate(AluOperation.Add, true, result, core);
            return;
        }

        var index = Use(operation.Operands[1]);
        Into(result, operation.Operands[0]);
        Alu(AluOperation.Add, true, result, index);
    }

    /// <summary>Kernels before 6.18 refuse sign-extending loads from arenas.</summary>
    private bool HasSignedLoad(Operation load) => HasSignedOperations && load.Operands[0].Type.Space != AddressSpace.Arena;

    /// <summary>addr_space_cast: a move whose offset says so and whose immediate holds the target's space in its upper half and the source's in the lower.</summary>
    private void SelectArenaCast(Operation operation) => Emit(new MachineInstruction
    {
        Opcode = Encoding.Move, Destination = RegisterOf(operation), Source = Use(operation.Operands[0]), Offset = 1,
        Immediate = operation.Code == OpCode.ArenaToKernel ? 1 : 1 << 16,
    });

    private void SelectLoad(Operation operation)
    {
        var result = RegisterOf(operation);
        var isExtended = operation.IsSigned && operation.Width < operation.Type.Bits / 8;
        var isSignedLoad = isExtended && HasSignedLoad(operation);
        EmitLoad(result, AddressOf(operation.Operands[0]), operation.Width, isSignedLoad ? MemoryMode.MemSx : MemoryMode.Mem, operation.IsVolatile);
        if (isExtended && !isSignedLoad)
        {
            SignExtend(result, result, operation.Width, operation.Type.Bits == 64);
        }
    }

    private void EmitLoad(int destination, Address address, int width, MemoryMode mode, bool isPinned) => Emit(new MachineInstruction
    {
        Opcode = Encoding.Memory(InstructionClass.Ldx, mode, width), Destination = destination, Source = address.Base, Offset = address.Offset,
        Slot = address.Slot, Core = address.Core, Space = address.Space, IsPinned = isPinned,
    });

    private void SelectStore(Operation operation)
    {
        var value = operation.Operands[1];
        if (value is Constant { Number: var whole } && operation.Width < 4)
        {
            // A narrow store keeps the low bits of whatever constant.
            EmitStore(InstructionClass.St, AddressOf(operation.Operands[0]), MachineInstruction.None, operation.Width == 1 ? (sbyte)whole : (short)whole, operation.Width);
            return;
        }

        if (TryImmediate(value, out var immediate) && !(operation.Width == 8 && value.Type.Kind == IrKind.I32))
        {
            EmitStore(InstructionClass.St, AddressOf(operation.Operands[0]), MachineInstruction.None, immediate, operation.Width);
            return;
        }

        if (value is Constant { Number: var number } && operation.Width == 8 && operation.Operands[0].Type.Space == AddressSpace.Stack && !operation.IsVolatile && !wideCache.ContainsKey(number))
        {
            // Two halves are shorter than a wide load and a store.
            var place = AddressOf(operation.Operands[0]);
            EmitStore(InstructionClass.St, place, MachineInstruction.None, (int)number, 4);
            EmitStore(InstructionClass.St, place with { Offset = place.Offset + 4 }, MachineInstruction.None, (int)(number >> 32), 4);
            return;
        }

        var source = operation.Width == 8 ? UseExtended(value) : Use(value);
        EmitStore(InstructionClass.Stx, AddressOf(operation.Operands[0]), source, 0, operation.Width);
    }

    private void EmitStore(InstructionClass kind, Address address, int source, int immediate, int width) => Emit(new MachineInstruction
    {
        Opcode = Encoding.Memory(kind, MemoryMode.Mem, width), Destination = address.Base, Source = source, Offset = address.Offset, Slot = address.Slot,
        Core = address.Core, Space = address.Space, Immediate = immediate,
    });

    private void SelectAtomic(Operation operation)
    {
        var address = PlainAddressOf(operation.Operands[0]);
        switch (operation.AtomicKind)
        {
            // Nobody else sees the stack; packets, contexts and kernel objects are only accessed plainly.
            case AtomicOperation.LoadAcquire when !IsShared(operation.Operands[0]):
                EmitLoad(RegisterOf(operation), address, operation.Width, MemoryMode.Mem, true);
                break;
            case AtomicOperation.LoadAcquire:
                EmitAtomic(operation.Width, address with { Base = RegisterOf(operation) }, address.Base, AtomicOperation.LoadAcquire);
                break;
            case AtomicOperation.StoreRelease when !IsShared(operation.Operands[0]):
                EmitStore(InstructionClass.Stx, address, Use(operation.Operands[1]), 0, operation.Width);
                break;
            case AtomicOperation.StoreRelease:
                EmitAtomic(operation.Width, address, Use(operation.Operands[1]), AtomicOperation.StoreRelease);
                break;
            case AtomicOperation.CmpXchg:
                CompareExchange(operation, address);
                break;
            default:
                ReadModifyWrite(operation, address);
                break;
        }
    }

    private static bool IsShared(Value pointer) => pointer.Type.Space is AddressSpace.MapValue or AddressSpace.RingRecord or AddressSpace.Global or AddressSpace.Arena;

    private void CompareExchange(Operation operation, Address address)
    {
        CheckAtomicLevel(operation, AtomicOperation.CmpXchg);
        var replacement = Use(operation.Operands[1]);
        var expected = Use(operation.Operands[2]);
        Copy((int)Register.R0, expected);
        EmitAtomic(operation.Width, address, replacement, AtomicOperation.CmpXchg);
        Copy(RegisterOf(operation), (int)Register.R0);
    }

    private void ReadModifyWrite(Operation operation, Address address)
    {
        var kind = operation.AtomicKind;
        var fetches = (operation.HasResult && operation.IsUsed) || kind == AtomicOperation.Xchg;
        kind = fetches ? kind | AtomicOperation.Fetch : kind & ~AtomicOperation.Fetch;
        CheckAtomicLevel(operation, kind);
        if (!fetches)
        {
            EmitAtomic(operation.Width, address, Use(operation.Operands[1]), kind);
            return;
        }

        // The instruction leaves the old value in the register that held the operand.
        var result = RegisterOf(operation);
        Into(result, operation.Operands[1]);
        EmitAtomic(operation.Width, address, result, kind);
    }

    private void EmitAtomic(int width, Address address, int source, AtomicOperation kind) => Emit(new MachineInstruction
    {
        Opcode = Encoding.Memory(InstructionClass.Stx, MemoryMode.Atomic, width), Destination = address.Base, Source = source, Offset = address.Offset,
        Slot = address.Slot, Space = address.Space, Immediate = (int)kind, IsPinned = true,
    });

    private void CheckAtomicLevel(Operation operation, AtomicOperation kind)
    {
        // On 64 bits they are as old in the kernel as on 32, but belong to no level of the instruction set: clang has them in all.
        if (kind != AtomicOperation.Add && ((target.IsaLevel < 3 && operation.Width < 8) || !target.HasAtomicOperations))
        {
            // A kernel with all of level 3 but its atomics counts as level 2 here.
            diagnostics.Report(CodegenDiagnostics.AtomicNeedsNewerKernel, SourceSpan.At(operation.Location), Math.Min(target.IsaLevel, 2));
        }
    }
}
