// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

/// <summary>What an instruction does with the registers it names, by its opcode.</summary>
[Flags]
internal enum OperandRoles : byte
{
    None = 0,
    ReadsDestination = 1,
    ReadsSource = 2,
    WritesDestination = 4,

    /// <summary>Calls, exits, packet loads and atomics: registers that are not named, or as the immediate says.</summary>
    HasOthers = 8,
}

internal static class OperandRolesTable
{
    private static readonly OperandRoles[] Roles = Make();

    public static OperandRoles Of(byte opcode) => Roles[opcode];

    private static OperandRoles[] Make()
    {
        var roles = new OperandRoles[256];
        for (var opcode = 0; opcode < roles.Length; opcode++)
        {
            roles[opcode] = Find((byte)opcode);
        }

        return roles;
    }

    private static OperandRoles Find(byte opcode)
    {
        var source = (opcode & Encoding.RegisterSource) != 0 ? OperandRoles.ReadsSource : OperandRoles.None;
        return Encoding.Class(opcode) switch
        {
            InstructionClass.Alu or InstructionClass.Alu64 => OperandRoles.WritesDestination | (Encoding.AluKind(opcode) switch
            {
                AluOperation.Mov => source,
                AluOperation.End => OperandRoles.ReadsDestination,
                _ => OperandRoles.ReadsDestination | source,
            }),
            InstructionClass.Ldx => OperandRoles.ReadsSource | OperandRoles.WritesDestination,
            InstructionClass.Ld => OperandRoles.ReadsSource | OperandRoles.HasOthers,
            InstructionClass.St => OperandRoles.ReadsDestination,
            InstructionClass.Stx => OperandRoles.ReadsDestination | OperandRoles.ReadsSource
                | (Encoding.Mode(opcode) == MemoryMode.Atomic ? OperandRoles.HasOthers : OperandRoles.None),
            _ when Encoding.IsConditional(opcode) => OperandRoles.ReadsDestination | source,
            _ => opcode is Encoding.Call or Encoding.Exit ? OperandRoles.HasOthers : OperandRoles.None,
        };
    }
}
