// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Isa;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Codegen;

// Operands: constants, addresses, and values in registers.
internal sealed partial class InstructionSelector
{
    /// <summary>An address as an instruction takes it: a register, or a frame slot with r10, plus an offset.</summary>
    private readonly record struct Address(int Base, FrameSlot? Slot, int Offset, CoreReference? Core = null, AddressSpace Space = AddressSpace.Unresolved);

    /// <summary>A register holding the value here.</summary>
    private int Use(Value value)
    {
        if (value is Constant constant && NeedsWideLoad(constant))
        {
            return Cached(constant.Number, constant);
        }

        if (!IsMadeAtUse(value))
        {
            return RegisterOf(value);
        }

        var register = machine.NewRegister();
        Into(register, value);
        return register;
    }

    /// <summary>Puts the value into a given register.</summary>
    private void Into(int destination, Value value)
    {
        switch (Root(value, out var offset))
        {
            case Constant constant:
                LoadConstant(destination, constant.Type, constant.Number + offset);
                break;
            case Undefined:
                LoadConstant(destination, value.Type, 0); // the verifier refuses to read what nobody wrote
                break;
            case Operation { Code: OpCode.Alloca } alloca:
                var slot = SlotOf(alloca);
                slot.Escapes |= destination >= MachineFunction.FirstVirtual;
                Emit(new MachineInstruction { Kind = MachineKind.FrameAddress, Destination = destination, Slot = slot, Immediate = offset });
                break;
            case Operation { Code: OpCode.MapAddress or OpCode.GlobalAddress or OpCode.FunctionAddress or OpCode.KsymAddress } address:
                LoadAddress(destination, address, offset);
                break;
            default:
                Copy(destination, RegisterOf(value));
                break;
        }
    }

    /// <summary>As <see cref="Into"/>, the upper half being zero for 32-bit values.</summary>
    private void IntoExtended(int destination, Value value)
    {
        if (value.Type.Kind == IrKind.I32 && !IsZeroExtended(value))
        {
            Alu(AluOperation.Mov, false, destination, Use(value));
            return;
        }

        Into(destination, value);
    }

    private int UseExtended(Value value)
    {
        if (value.Type.Kind != IrKind.I32 || IsZeroExtended(value))
        {
            return Use(value);
        }

        var register = machine.NewRegister();
        Alu(AluOperation.Mov, false, register, Use(value));
        return register;
    }

    private void LoadConstant(int destination, IrType type, long number)
    {
        if (type.Kind == IrKind.I32)
        {
            AluImmediate(AluOperation.Mov, false, destination, (int)number);
        }
        else if (number == (int)number)
        {
            AluImmediate(AluOperation.Mov, true, destination, (int)number);
        }
        else
        {
            Emit(new MachineInstruction { Kind = MachineKind.WideLoad, Opcode = Encoding.WideLoad, Destination = destination, Immediate = number });
        }
    }

    private void LoadAddress(int destination, Operation address, long offset)
    {
        // Only a data section's address takes an offset in the load itself, and only where it stays inside: the kernel looks at such loads even in code that
        // is never reached. Elsewhere it is added.
        var (symbol, pseudo) = DescribeSymbol(address);
        var inside = symbol.Addend + offset;
        var isInLoad = symbol.Kind == RelocationKind.MapValue && inside >= 0 && inside < symbol.Addend + ((GlobalVariable)address.Symbol!).Contents.Length;
        Emit(new MachineInstruction
        {
            Kind = MachineKind.WideLoad, Opcode = Encoding.WideLoad, Destination = destination, Source = (int)pseudo,
            Symbol = isInLoad ? symbol with { Addend = (int)inside } : symbol,
        });
        if (!isInLoad && offset != 0)
        {
            AluImmediate(AluOperation.Add, true, destination, (int)offset);
        }
    }

    private (MachineSymbol Symbol, PseudoLoad Pseudo) DescribeSymbol(Operation address) => address.Symbol switch
    {
        MapSpec map => (new MachineSymbol(RelocationKind.Map, map.Name), PseudoLoad.MapFd),
        Function callee => (new MachineSymbol(RelocationKind.Subprogram, callee.Name), PseudoLoad.Function),
        GlobalVariable global when DataSections.IsKernelSymbol(global) => (new MachineSymbol(RelocationKind.Ksym, global.Name), PseudoLoad.BtfId),
        GlobalVariable global => (sections.Locate(global), PseudoLoad.MapValue),
        string name => (new MachineSymbol(RelocationKind.Ksym, name), PseudoLoad.BtfId),
        _ => throw new InvalidOperationException($"{address.Code} without a symbol"),
    };

    /// <summary>Follows constant pointer steps down to what they start from.</summary>
    private static Value Root(Value value, out long offset)
    {
        offset = 0;
        while (true)
        {
            if (value is Operation { Code: OpCode.PointerAdd } step && step.Operands[1] is Constant { Number: >= int.MinValue and <= int.MaxValue } constant
                && offset + constant.Number == (int)(offset + constant.Number))
            {
                offset += constant.Number;
                value = step.Operands[0];
            }
            else if (value is Operation { Code: OpCode.ToPointer or OpCode.ToInteger } cast)
            {
                value = cast.Operands[0];
            }
            else
            {
                return value;
            }
        }
    }

    private static bool IsMadeAtUse(Value value) => Root(value, out _) is Constant or Undefined
        or Operation { Code: OpCode.Alloca or OpCode.MapAddress or OpCode.GlobalAddress or OpCode.FunctionAddress or OpCode.KsymAddress };

    private static bool NeedsWideLoad(Constant constant) => constant.Type.Kind != IrKind.I32 && constant.Number != (int)constant.Number;

    /// <summary>A wide value is loaded once for all code it dominates; the allocator makes it anew where registers are short.</summary>
    private int Cached(object key, Value value)
    {
        if (!wideCache.TryGetValue(key, out var register))
        {
            wideCache.Add(key, register = machine.NewRegister());
            Into(register, value);
        }

        return register;
    }

    /// <summary>A variable's place. Variables of one section are reached from one register: the section's address. Where the kernel's options are is the loader's affair.</summary>
    private Address DataAddress(Operation address, int offset)
    {
        var global = (GlobalVariable)address.Symbol!;
        if (global.IsExtern || sections.Locate(global) is not { } place || offset + place.Addend != (short)(offset + place.Addend))
        {
            return new Address(Cached(address, address), null, offset);
        }

        if (!wideCache.TryGetValue(place.Target, out var register))
        {
            wideCache.Add(place.Target, register = machine.NewRegister());
            LoadAddress(register, address, -place.Addend);
        }

        return new Address(register, null, offset + place.Addend);
    }

    /// <summary>The value as a 32-bit immediate that instructions of its width sign-extend.</summary>
    private static bool TryImmediate(Value value, out int immediate)
    {
        immediate = value is Constant constant ? (int)constant.Number : 0;
        return value is Undefined || (value is Constant { Number: var number } && number == (int)number);
    }

    private Address AddressOf(Value pointer) => Locate(pointer) with { Space = pointer.Type.Space };

    private Address Locate(Value pointer)
    {
        var root = Root(pointer, out var offset);
        if (offset != (short)offset)
        {
            return new Address(Use(pointer), null, 0);
        }

        return root switch
        {
            Operation { Code: OpCode.Alloca } alloca => new Address(Encoding.FramePointer, SlotOf(alloca), (int)offset),
            Operation { Code: OpCode.GlobalAddress } global => DataAddress(global, (int)offset),
            Operation { Code: OpCode.PointerAdd } step when offset == 0 && CoreOffset(step.Operands[1]) is { } core =>
                new Address(Use(step.Operands[0]), null, (int)core.Value, core),
            _ => new Address(Use(root), null, (int)offset),
        };
    }

    private FrameSlot SlotOf(Operation alloca)
    {
        if (!slots.TryGetValue(alloca, out var slot))
        {
            // Eight bytes and more are aligned to eight, so that they can be copied and cleared by double words.
            var size = (int)Math.Min(Math.Max(alloca.Size, 1), int.MaxValue / 2);
            slots.Add(alloca, slot = new FrameSlot(alloca.Name ?? "temporary", size, size >= 8 ? 8 : Math.Clamp(alloca.Align, 1, 8)));
        }

        return slot;
    }

    /// <summary>True when the upper half of the register of a 32-bit value is known to be zero.</summary>
    private bool IsZeroExtended(Value value) => IsZeroExtended(value, []);

    private bool IsZeroExtended(Value value, HashSet<Value> assumed)
    {
        if (value is not Operation operation)
        {
            return value is not Parameter;
        }

        switch (operation.Code)
        {
            case OpCode.Truncate:
                return IsPointerLike(operation.Operands[0]) || operation.Operands[0] is Constant
                    || (operation.Operands[0] is Operation { Code: OpCode.ZeroExtend } inner && IsZeroExtended(inner.Operands[0], assumed));
            case OpCode.Load:
                return !(operation.IsSigned && operation.Width < 4 && HasSignedOperations);
            case OpCode.HelperCall or OpCode.KfuncCall or OpCode.Asm:
                return false;
            case OpCode.Phi or OpCode.Select:
                if (assumed.Add(operation))
                {
                    for (var i = operation.Code == OpCode.Select ? 1 : 0; i < operation.Operands.Count; i++)
                    {
                        if (!IsZeroExtended(operation.Operands[i], assumed))
                        {
                            return false;
                        }
                    }
                }

                return true;
            default:
                return true;
        }
    }
}
