// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>A pure operation compared by what it computes. Valid while the operation's operands stay as they are.</summary>
internal readonly struct ExpressionKey(Operation operation) : IEquatable<ExpressionKey>
{
    private readonly Operation operation = operation;

    public bool Equals(ExpressionKey other)
    {
        var (a, b) = (operation, other.operation);
        if (a.Code != b.Code || a.Type != b.Type || a.Width != b.Width || a.IsSigned != b.IsSigned || a.Size != b.Size || !Equals(a.Symbol, b.Symbol)
            || a.Operands.Count != b.Operands.Count)
        {
            return false;
        }

        return (AreEqual(a, b, 0, 0) && (a.Operands.Count < 2 || AreEqual(a, b, 1, 1)) && (a.Operands.Count < 3 || AreEqual(a, b, 2, 2)))
            || (IsCommutative(a.Code) && AreEqual(a, b, 0, 1) && AreEqual(a, b, 1, 0));
    }

    public override bool Equals(object? obj) => obj is ExpressionKey other && Equals(other);

    public override int GetHashCode()
    {
        // Summed, so that the order of commutative operands does not matter.
        var operands = 0;
        foreach (var operand in operation.Operands)
        {
            operands += operand is Constant constant ? constant.Number.GetHashCode() : RuntimeHelpers.GetHashCode(operand);
        }

        return (((operands * 31) + (int)operation.Code) * 31) + (operation.Width * 8) + (int)operation.Type.Kind + operation.Size.GetHashCode();
    }

    private static bool IsCommutative(OpCode code) => code is OpCode.Add or OpCode.Mul or OpCode.And or OpCode.Or or OpCode.Xor or OpCode.Equal or OpCode.NotEqual;

    private static bool AreEqual(Operation a, Operation b, int i, int j)
    {
        if (a.Operands.Count == 0)
        {
            return true;
        }

        var (x, y) = (a.Operands[i], b.Operands[j]);
        return ReferenceEquals(x, y) || (x is Constant c && y is Constant d && c.Number == d.Number && c.Type.Kind == d.Type.Kind);
    }
}
