// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

// Arithmetic and conversions.
internal sealed partial class InstructionSelector
{
    private static readonly AluOperation[] AluOperations =
    [
        AluOperation.Add, AluOperation.Sub, AluOperation.Mul, AluOperation.Div, AluOperation.Div, AluOperation.Mod, AluOperation.Mod,
        AluOperation.And, AluOperation.Or, AluOperation.Xor, AluOperation.Lsh, AluOperation.Rsh, AluOperation.Arsh,
    ];

    private void SelectBinary(Operation operation)
    {
        if (operation.Code is OpCode.SDiv or OpCode.SRem && !HasSignedOperations)
        {
            EmulateSignedDivision(operation);
            return;
        }

        var (left, right) = OrderOperands(operation);
        var alu = AluOperations[operation.Code - OpCode.Add];
        var is64 = operation.Type.Bits == 64;
        var isSigned = operation.Code is OpCode.SDiv or OpCode.SRem;
        var result = RegisterOf(operation);
        if (TryImmediate(right, out var immediate))
        {
            BinaryImmediate(alu, is64, result, left, immediate, isSigned);
            return;
        }

        if (CoreNumber(right) is { } core)
        {
            Into(result, left);
            CoreImmediate(alu, is64, result, core);
            return;
        }

        var source = Use(right);
        Into(result, left);
        Alu(alu, is64, result, source, isSigned ? 1 : 0);
    }

    private void BinaryImmediate(AluOperation alu, bool is64, int result, Value left, int immediate, bool isSigned)
    {
        var isDivision = alu is AluOperation.Div or AluOperation.Mod;
        if (isDivision && immediate == 0)
        {
            // The verifier refuses a constant zero divisor; the result is what the instruction would give.
            DivideByZero(alu, is64, result, left);
            return;
        }

        if (alu is AluOperation.Lsh or AluOperation.Rsh or AluOperation.Arsh)
        {
            immediate &= is64 ? 63 : 31;
        }

        Into(result, left);
        AluImmediate(alu, is64, result, immediate, isSigned ? 1 : 0);
    }

    private void DivideByZero(AluOperation alu, bool is64, int result, Value left)
    {
        if (alu == AluOperation.Div)
        {
            AluImmediate(AluOperation.Mov, true, result, 0);
        }
        else
        {
            Alu(AluOperation.Mov, is64, result, Use(left));
        }
    }

    /// <summary>Constants go right; otherwise the operand that dies here goes left, where the result overwrites it.</summary>
    private static (Value Left, Value Right) OrderOperands(Operation operation)
    {
        var left = operation.Operands[0];
        var right = operation.Operands[1];
        var isCommutative = operation.Code is OpCode.Add or OpCode.Mul or OpCode.And or OpCode.Or or OpCode.Xor;
        var swap = left is Constant || (right is not Constant && right.Users.Count == 1 && left.Users.Count > 1);
        return isCommutative && swap ? (right, left) : (left, right);
    }

    private void SelectUnary(Operation operation)
    {
        if (IsAlias(operation) && Unaliased(operation) != operation)
        {
            return;
        }

        var result = RegisterOf(operation);
        var operand = operation.Operands[0];
        var is64 = operation.Type.Bits == 64;
        switch (operation.Code)
        {
            case OpCode.Neg:
                Into(result, operand);
                AluImmediate(AluOperation.Neg, is64, result, 0);
                break;
            case OpCode.ByteSwap:
                // "To big-endian" swaps on the little-endian machines we generate for, on every ISA level.
                Into(result, operand);
                Emit(new MachineInstruction { Opcode = Encoding.Alu(AluOperation.End, false, true), Destination = result, Immediate = operation.Width * 8 });
                break;
            case OpCode.Truncate or OpCode.ZeroExtend:
                Alu(AluOperation.Mov, false, result, Use(operand));
                break;
            case OpCode.SignExtend:
                SignExtend(result, Use(operand), 4, true);
                break;
            default:
                ExtendLow(operation, result, operand, is64);
                break;
        }
    }

    private void ExtendLow(Operation operation, int result, Value operand, bool is64)
    {
        if (operation.IsSigned)
        {
            SignExtend(result, Use(operand), operation.Width, is64);
        }
        else if (operation.Width >= 4)
        {
            Alu(AluOperation.Mov, false, result, Use(operand));
        }
        else
        {
            Into(result, operand);
            AluImmediate(AluOperation.And, is64, result, operation.Width == 1 ? 0xff : 0xffff);
        }
    }

    private void SignExtend(int result, int source, int width, bool is64)
    {
        var bits = width * 8;
        if (bits >= (is64 ? 64 : 32))
        {
            Copy(result, source);
        }
        else if (HasSignedOperations)
        {
            Alu(AluOperation.Mov, is64, result, source, bits);
        }
        else
        {
            Copy(result, source);
            AluImmediate(AluOperation.Lsh, is64, result, (is64 ? 64 : 32) - bits);
            AluImmediate(AluOperation.Arsh, is64, result, (is64 ? 64 : 32) - bits);
        }
    }

    /// <summary>Divides magnitudes and gives the quotient the sign of both operands together, the remainder that of the dividend.</summary>
    private void EmulateSignedDivision(Operation operation)
    {
        var type = operation.Type;
        var is64 = type.Bits == 64;
        var isRemainder = operation.Code == OpCode.SRem;
        var alu = isRemainder ? AluOperation.Mod : AluOperation.Div;
        var dividend = Use(operation.Operands[0]);
        var quotient = Magnitude(dividend, type);
        if (TryImmediate(operation.Operands[1], out var constant))
        {
            DivideByConstant(alu, is64, quotient, constant);
            NegateIf(quotient, dividend, type, ifNegative: isRemainder || constant > 0);
        }
        else
        {
            var divisor = Use(operation.Operands[1]);
            Alu(alu, is64, quotient, Magnitude(divisor, type));
            var sign = dividend;
            if (!isRemainder)
            {
                sign = machine.NewRegister();
                Copy(sign, dividend);
                Alu(AluOperation.Xor, is64, sign, divisor);
            }

            NegateIf(quotient, sign, type, ifNegative: true);
        }

        Copy(RegisterOf(operation), quotient);
    }

    private void DivideByConstant(AluOperation alu, bool is64, int quotient, int constant)
    {
        if (constant == 0)
        {
            if (alu == AluOperation.Div)
            {
                AluImmediate(AluOperation.Mov, true, quotient, 0);
            }
        }
        else if (constant == int.MinValue && is64)
        {
            var divisor = machine.NewRegister();
            LoadConstant(divisor, IrType.I64, 1L << 31);
            Alu(alu, true, quotient, divisor);
        }
        else
        {
            AluImmediate(alu, is64, quotient, constant < 0 ? unchecked(-constant) : constant);
        }
    }

    private int Magnitude(int value, IrType type)
    {
        var result = machine.NewRegister();
        Alu(AluOperation.Mov, type.Bits == 64, result, value);
        NegateIf(result, value, type, ifNegative: true);
        return result;
    }

    /// <summary>Negates <paramref name="register"/> where <paramref name="sign"/> is negative, or where it is not.</summary>
    private void NegateIf(int register, int sign, IrType type, bool ifNegative)
    {
        var negate = machine.AddBlock();
        var after = machine.AddBlock();
        JumpOnSign(sign, type, ifNegative ? after : negate, ifNegative ? negate : after);
        Enter(negate);
        AluImmediate(AluOperation.Neg, type.Bits == 64, register, 0);
        FallInto(after);
    }

    /// <summary>Goes to <paramref name="positive"/> when the value is zero or more.</summary>
    private void JumpOnSign(int value, IrType type, MachineBlock positive, MachineBlock negative)
    {
        var is64 = type.Bits == 64;
        if (!is64 && !HasJump32)
        {
            var wide = machine.NewRegister();
            SignExtend(wide, value, 4, true);
            value = wide;
            is64 = true;
        }

        EndWithBranch(JumpOperation.Jsgt, is64, value, MachineInstruction.None, -1, positive, negative);
    }
}
