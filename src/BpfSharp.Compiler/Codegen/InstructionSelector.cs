// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Turns a function's SSA form into machine instructions on virtual registers.</summary>
/// <remarks>
/// A 32-bit value occupies the low half of its register; the upper half is zero only where <see cref="IsZeroExtended"/> says so, which spares moves.
/// Constants and addresses are made where they are used, dead results are removed later, and a phi gets a second register that its predecessors write:
/// no predecessor's copies can then disturb each other, and the allocator merges the two registers wherever their lives allow.
/// </remarks>
internal sealed partial class InstructionSelector
{
    private readonly Function function;
    private readonly TargetDescription target;
    private readonly DiagnosticBag diagnostics;
    private readonly DataSections sections;
    private readonly MachineFunction machine;
    private readonly Dictionary<Value, int> registers = [];
    private readonly Dictionary<Operation, int> phiInputs = [];
    private readonly Dictionary<Operation, FrameSlot> slots = [];
    private readonly Dictionary<Block, MachineBlock> blocks = [];

    /// <summary>Wide values already loaded on every way to where selection stands.</summary>
    private readonly Dictionary<object, int> wideCache = [];

    /// <summary>For each block the wide values loaded at its end; those hold in the blocks it dominates.</summary>
    private readonly Dictionary<Block, Dictionary<object, int>> wideAtEnd = [];
    private readonly Dominators dominators;
    private MachineBlock current;
    private SourceLocation location;

    private InstructionSelector(Function function, DataSections sections, TargetDescription target, DiagnosticBag diagnostics)
    {
        this.function = function;
        this.sections = sections;
        this.target = target;
        this.diagnostics = diagnostics;
        machine = new MachineFunction(function.Name);
        dominators = Analyses.ControlFlow.Of(function).Dominators;
        foreach (var block in function.Blocks)
        {
            blocks.Add(block, machine.AddBlock());
        }

        current = machine.Blocks[0];
    }

    public static MachineFunction Select(Function function, DataSections sections, TargetDescription target, DiagnosticBag diagnostics)
    {
        var selector = new InstructionSelector(function, sections, target, diagnostics);
        selector.SelectParameters();
        foreach (var block in function.Blocks)
        {
            selector.SelectBlock(block);
        }

        return selector.machine;
    }

    private bool HasJump32 => target.IsaLevel >= 3;
    private bool HasSignedOperations => target.IsaLevel >= 4;

    private void SelectParameters()
    {
        foreach (var parameter in function.Parameters)
        {
            if (parameter.IsUsed)
            {
                Copy(RegisterOf(parameter), parameter.Index + 1);
            }
        }
    }

    private void SelectBlock(Block block)
    {
        Enter(blocks[block]);
        if (dominators.ImmediateDominator(block) is { } dominator && wideAtEnd.TryGetValue(dominator, out var loaded))
        {
            Remember(loaded);
        }

        foreach (var phi in block.Phis)
        {
            Copy(RegisterOf(phi), PhiInput(phi));
        }

        foreach (var operation in block.Operations)
        {
            location = operation.Location;
            if (operation.IsTerminator && wideCache.Count > 0)
            {
                wideAtEnd[block] = new Dictionary<object, int>(wideCache);
            }

            SelectOperation(operation);
        }
    }

    private void SelectOperation(Operation operation)
    {
        switch (operation.Code)
        {
            case >= OpCode.Add and <= OpCode.AShr:
                SelectBinary(operation);
                break;
            case OpCode.Neg or OpCode.ByteSwap or OpCode.ExtendLow or OpCode.Truncate or OpCode.ZeroExtend or OpCode.SignExtend:
                SelectUnary(operation);
                break;
            case >= OpCode.Equal and <= OpCode.SGreaterEqual:
                SelectComparison(operation);
                break;
            case OpCode.Select:
                SelectSelect(operation);
                break;
            case OpCode.CoreValue:
                SelectCoreValue(operation);
                break;
            case OpCode.ArenaToKernel or OpCode.ArenaToUser:
                SelectArenaCast(operation);
                break;
            case OpCode.PointerAdd:
                SelectPointerAdd(operation);
                break;
            case OpCode.Load or OpCode.Store or OpCode.Atomic:
                SelectMemory(operation);
                break;
            case OpCode.HelperCall or OpCode.Call or OpCode.KfuncCall:
                SelectCall(operation);
                break;
            case OpCode.PacketLoad:
                SelectPacketLoad(operation);
                break;
            case OpCode.Asm:
                SelectAsm(operation);
                break;
            case >= OpCode.Jump:
                SelectTerminator(operation);
                break;
            case OpCode.Phi or OpCode.Alloca or OpCode.MapAddress or OpCode.GlobalAddress or OpCode.FunctionAddress or OpCode.KsymAddress
                or OpCode.ToPointer or OpCode.ToInteger:
                break; // made at their uses
            default:
                throw new InvalidOperationException($"{operation.Code} must be expanded before code generation");
        }
    }

    private void Enter(MachineBlock block)
    {
        current = block;
        wideCache.Clear();
    }

    private void Remember(Dictionary<object, int> loaded)
    {
        foreach (var (key, register) in loaded)
        {
            wideCache.Add(key, register);
        }
    }

    /// <summary>Ends the current block by falling into <paramref name="block"/>, and goes on there.</summary>
    private void FallInto(MachineBlock block)
    {
        current.Next = block;
        Enter(block);
    }

    private int PhiInput(Operation phi)
    {
        if (!phiInputs.TryGetValue(phi, out var register))
        {
            phiInputs.Add(phi, register = machine.NewRegister());
        }

        return register;
    }

    /// <summary>The register a value lives in; operations that change no bits share their operand's.</summary>
    private int RegisterOf(Value value)
    {
        var source = Unaliased(value);
        if (!registers.TryGetValue(source, out var register))
        {
            registers.Add(source, register = machine.NewRegister());
        }

        return register;
    }

    private Value Unaliased(Value value)
    {
        while (value is Operation operation && IsAlias(operation) && operation.Operands[0] is Operation or Parameter)
        {
            value = ((Operation)value).Operands[0];
        }

        return value;
    }

    private bool IsAlias(Operation operation) => operation.Code switch
    {
        OpCode.ToPointer or OpCode.ToInteger => true,
        OpCode.Truncate => !IsPointerLike(operation.Operands[0]),
        OpCode.ZeroExtend => IsZeroExtended(operation.Operands[0]),
        OpCode.SignExtend => operation.Operands[0] is Operation { Code: OpCode.Load, IsSigned: true, Width: < 4 } load && HasSignedLoad(load),
        _ => false,
    };

    private static bool IsPointerLike(Value value) => value.Type.IsPointer || value is Operation { Code: OpCode.ToInteger };

    private MachineInstruction Emit(MachineInstruction instruction)
    {
        instruction.Location = location;
        current.Instructions.Add(instruction);
        return instruction;
    }

    private void Alu(AluOperation operation, bool is64, int destination, int source, int offset = 0) =>
        Emit(new MachineInstruction { Opcode = Encoding.Alu(operation, is64, true), Destination = destination, Source = source, Offset = offset });

    private void AluImmediate(AluOperation operation, bool is64, int destination, int immediate, int offset = 0) =>
        Emit(new MachineInstruction { Opcode = Encoding.Alu(operation, is64, false), Destination = destination, Immediate = immediate, Offset = offset });

    private void Copy(int destination, int source) => Alu(AluOperation.Mov, true, destination, source);
}
