// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

// Comparisons, conditional jumps and selections.
internal sealed partial class InstructionSelector
{
    private static readonly JumpOperation[] Conditions =
    [
        JumpOperation.Jeq, JumpOperation.Jne, JumpOperation.Jlt, JumpOperation.Jle, JumpOperation.Jgt, JumpOperation.Jge,
        JumpOperation.Jslt, JumpOperation.Jsle, JumpOperation.Jsgt, JumpOperation.Jsge,
    ];

    /// <summary>A comparison only jumped on has no value of its own.</summary>
    private void SelectComparison(Operation operation)
    {
        foreach (var user in operation.Users)
        {
            if (!(user.Code is OpCode.Branch or OpCode.Select && IsOnlyCondition(user, operation)))
            {
                MaterializeComparison(operation);
                return;
            }
        }
    }

    private static bool IsOnlyCondition(Operation user, Operation condition) => user.Code == OpCode.Branch
        || (ReferenceEquals(user.Operands[0], condition) && !ReferenceEquals(user.Operands[1], condition) && !ReferenceEquals(user.Operands[2], condition));

    private void MaterializeComparison(Operation operation)
    {
        var result = RegisterOf(operation);
        var isFalse = machine.AddBlock();
        var after = machine.AddBlock();
        AluImmediate(AluOperation.Mov, false, result, 1);
        JumpOn(operation, after, isFalse);
        Enter(isFalse);
        AluImmediate(AluOperation.Mov, false, result, 0);
        FallInto(after);
    }

    private void SelectSelect(Operation operation)
    {
        var result = RegisterOf(operation);
        var otherwise = machine.AddBlock();
        var after = machine.AddBlock();
        Into(result, operation.Operands[1]);
        JumpOn(operation.Operands[0], after, otherwise);
        Enter(otherwise);
        Into(result, operation.Operands[2]);
        FallInto(after);
    }

    /// <summary>Ends the block: to <paramref name="taken"/> when the condition is not zero.</summary>
    private void JumpOn(Value condition, MachineBlock taken, MachineBlock otherwise)
    {
        if (condition is Operation { IsComparison: true } comparison)
        {
            var jump = Conditions[comparison.Code - OpCode.Equal];
            JumpOnComparison(jump, comparison.Operands[0], comparison.Operands[1], taken, otherwise);
            return;
        }

        JumpOnComparison(JumpOperation.Jne, condition, new Constant(condition.Type, 0), taken, otherwise);
    }

    private void JumpOnComparison(JumpOperation jump, Value left, Value right, MachineBlock taken, MachineBlock otherwise)
    {
        if (left is Constant && right is not Constant)
        {
            (left, right) = (right, left);
            jump = Encoding.Mirror(jump);
        }

        if (JumpOnBits(jump, left, right, taken, otherwise))
        {
            return;
        }

        var is64 = left.Type.Bits == 64;
        if (!is64 && !HasJump32)
        {
            JumpOnNarrow(jump, left, right, taken, otherwise);
        }
        else if (TryImmediate(right, out var immediate))
        {
            EndWithBranch(jump, is64, Use(left), MachineInstruction.None, immediate, taken, otherwise);
        }
        else
        {
            EndWithBranch(jump, is64, Use(left), Use(right), 0, taken, otherwise);
        }
    }

    /// <summary>A 32-bit comparison by a 64-bit jump: both operands are extended the way the comparison looks at them.</summary>
    private void JumpOnNarrow(JumpOperation jump, Value left, Value right, MachineBlock taken, MachineBlock otherwise)
    {
        var isSigned = jump is JumpOperation.Jsgt or JumpOperation.Jsge or JumpOperation.Jslt or JumpOperation.Jsle;
        var a = isSigned ? UseSignExtended(left) : UseExtended(left);
        if (TryImmediate(right, out var immediate) && (isSigned || immediate >= 0))
        {
            EndWithBranch(jump, true, a, MachineInstruction.None, immediate, taken, otherwise);
        }
        else
        {
            EndWithBranch(jump, true, a, isSigned ? UseSignExtended(right) : UseExtended(right), 0, taken, otherwise);
        }
    }

    private int UseSignExtended(Value value)
    {
        var register = machine.NewRegister();
        if (value is Constant constant)
        {
            LoadConstant(register, IrType.I64, constant.Number);
        }
        else
        {
            SignExtend(register, Use(value), 4, true);
        }

        return register;
    }

    /// <summary><c>(a &amp; b) != 0</c> is one instruction.</summary>
    private bool JumpOnBits(JumpOperation jump, Value left, Value right, MachineBlock taken, MachineBlock otherwise)
    {
        if (jump is not (JumpOperation.Jeq or JumpOperation.Jne) || right is not Constant { Number: 0 }
            || left is not Operation { Code: OpCode.And, Users.Count: 1 } and || and.Operands[0] is Constant)
        {
            return false;
        }

        var is64 = left.Type.Bits == 64;
        if (jump == JumpOperation.Jeq)
        {
            (taken, otherwise) = (otherwise, taken);
        }

        var wide = is64 || !HasJump32;
        if (TryImmediate(and.Operands[1], out var mask) && (wide == is64 || mask >= 0))
        {
            EndWithBranch(JumpOperation.Jset, wide, Use(and.Operands[0]), MachineInstruction.None, mask, taken, otherwise);
        }
        else
        {
            var a = wide == is64 ? Use(and.Operands[0]) : UseExtended(and.Operands[0]);
            EndWithBranch(JumpOperation.Jset, wide, a, Use(and.Operands[1]), 0, taken, otherwise);
        }

        return true;
    }

    private void EndWithBranch(JumpOperation jump, bool is64, int left, int right, int immediate, MachineBlock taken, MachineBlock otherwise)
    {
        var fromRegister = right != MachineInstruction.None;
        if (target.IsaLevel < 2 && Encoding.NeedsLevel2(jump))
        {
            if (fromRegister)
            {
                (left, right) = (right, left);
                jump = Encoding.Mirror(jump);
            }
            else
            {
                (taken, otherwise) = (otherwise, taken);
                jump = Encoding.Inverse(jump)!.Value;
            }
        }

        Emit(new MachineInstruction { Opcode = Encoding.Jump(jump, is64, fromRegister), Destination = left, Source = right, Immediate = immediate });
        current.Taken = taken;
        current.Next = otherwise;
    }
}
