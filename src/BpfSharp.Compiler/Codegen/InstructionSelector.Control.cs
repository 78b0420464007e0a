// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

// Terminators and the copies that stand for phis.
internal sealed partial class InstructionSelector
{
    /// <summary>Up to this many cases a chain of equality tests is no longer than a search tree.</summary>
    private const int ChainLength = 4;

    private void SelectTerminator(Operation operation)
    {
        switch (operation.Code)
        {
            case OpCode.Jump:
                WritePhis(operation.Block!, operation.Targets[0]);
                current.Next = blocks[operation.Targets[0]];
                break;
            case OpCode.Branch:
                SelectBranch(operation);
                break;
            case OpCode.Switch:
                SelectSwitch(operation);
                break;
            case OpCode.Return:
                SelectReturn(operation.Operands.Count > 0 ? operation.Operands[0] : new Constant(IrType.I64, 0));
                break;
            case OpCode.Unreachable:
                SelectReturn(new Constant(IrType.I64, 0));
                break;
        }
    }

    private void SelectBranch(Operation operation)
    {
        var from = operation.Block!;
        if (operation.Operands[0] is Constant constant)
        {
            var only = operation.Targets[constant.Number != 0 ? 0 : 1];
            WritePhis(from, only);
            current.Next = blocks[only];
            return;
        }

        var taken = EdgeBlock(from, operation.Targets[0]);
        var otherwise = EdgeBlock(from, operation.Targets[1]);
        JumpOn(operation.Operands[0], taken, otherwise);
    }

    /// <summary>Where an edge of several leads: a block of its own when the target's phis must be written on the way.</summary>
    private MachineBlock EdgeBlock(Block from, Block to)
    {
        if (to.Operations.Count == 0 || !to.Operations[0].IsPhi)
        {
            return blocks[to];
        }

        var (before, cache) = (current, new Dictionary<object, int>(wideCache));
        var edge = machine.AddBlock();
        Enter(edge);
        WritePhis(from, to);
        edge.Next = blocks[to];
        Enter(before);
        Remember(cache);
        return edge;
    }

    private void WritePhis(Block from, Block to)
    {
        foreach (var phi in to.Phis)
        {
            Into(PhiInput(phi), phi.IncomingFrom(from));
        }
    }

    private void SelectReturn(Value value)
    {
        // The kernel looks at the low half of a program's result only; the verifier of some program types wants constants sign-extended.
        // Callers of our own functions rely on the upper half being zero.
        var isProgram = function.Program is not null;
        if (value is Constant constant)
        {
            LoadConstant((int)Register.R0, isProgram ? IrType.I64 : value.Type, constant.Number);
        }
        else if (isProgram)
        {
            Into((int)Register.R0, value);
        }
        else
        {
            IntoExtended((int)Register.R0, value);
        }

        Emit(new MachineInstruction { Opcode = Encoding.Exit, IsPinned = true });
    }

    private void SelectSwitch(Operation operation)
    {
        var value = operation.Operands[0];
        var cases = new List<(long Number, MachineBlock Target)>();
        for (var i = 0; i < operation.Cases.Length; i++)
        {
            var number = value.Type.Kind == IrKind.I32 ? (int)operation.Cases[i] : operation.Cases[i];
            cases.Add((number, EdgeBlock(operation.Block!, operation.Targets[i + 1])));
        }

        // In the order of unsigned numbers: where there are 64-bit jumps only, the upper half is zero more often than it is the sign.
        var is64 = value.Type.Bits == 64;
        cases.Sort((a, b) => is64 ? ((ulong)a.Number).CompareTo((ulong)b.Number) : ((uint)a.Number).CompareTo((uint)b.Number));
        SwitchRange(value, cases, 0, cases.Count, EdgeBlock(operation.Block!, operation.Targets[0]));
    }

    /// <summary>Tests the cases from <paramref name="first"/> to before <paramref name="end"/>; halves the range while it is long.</summary>
    private void SwitchRange(Value value, List<(long Number, MachineBlock Target)> cases, int first, int end, MachineBlock otherwise)
    {
        if (end - first > ChainLength)
        {
            var middle = (first + end) / 2;
            var lower = machine.AddBlock();
            var upper = machine.AddBlock();
            JumpOnComparison(JumpOperation.Jge, value, new Constant(value.Type, cases[middle].Number), upper, lower);
            Enter(lower);
            SwitchRange(value, cases, first, middle, otherwise);
            Enter(upper);
            SwitchRange(value, cases, middle, end, otherwise);
            return;
        }

        for (var i = first; i < end; i++)
        {
            var next = machine.AddBlock();
            JumpOnComparison(JumpOperation.Jeq, value, new Constant(value.Type, cases[i].Number), cases[i].Target, next);
            Enter(next);
        }

        current.Next = otherwise;
    }
}
