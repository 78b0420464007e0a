// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

// Numbers that loaders settle. They change an ALU instruction's immediate, a load's or store's offset, or a 64-bit load; nothing else.
internal sealed partial class InstructionSelector
{
    private void SelectCoreValue(Operation operation)
    {
        // Removed again as dead when all uses took the number into their own instructions.
        var core = (CoreReference)operation.Symbol!;
        if (core.IsWide || core.Value != (int)core.Value)
        {
            Emit(new MachineInstruction
            {
                Kind = MachineKind.WideLoad, Opcode = Encoding.WideLoad, Destination = RegisterOf(operation), Immediate = core.Value, Core = core,
            });
            return;
        }

        CoreImmediate(AluOperation.Mov, operation.Type.Bits == 64, RegisterOf(operation), core);
    }

    private void CoreImmediate(AluOperation operation, bool is64, int destination, CoreReference core) => Emit(new MachineInstruction
    {
        Opcode = Encoding.Alu(operation, is64, false), Destination = destination, Immediate = core.Value, Core = core,
    });

    /// <summary>What an ALU instruction can hold as its immediate; null when the value is no such number.</summary>
    private static CoreReference? CoreNumber(Value value) =>
        value is Operation { Code: OpCode.CoreValue, Symbol: CoreReference core } && !core.IsWide && core.Value == (int)core.Value ? core : null;

    /// <summary>What a load or store can hold as its offset.</summary>
    private static CoreReference? CoreOffset(Value value) =>
        CoreNumber(value) is { } core && core.Value == (short)core.Value ? core : null;

    /// <summary>An address for instructions whose offset no loader changes.</summary>
    private Address PlainAddressOf(Value pointer) =>
        AddressOf(pointer) is { Core: null } address ? address : new Address(Use(pointer), null, 0);
}
