// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Ir;

/// <summary>Something an operation can use: a constant, a parameter, or another operation's result.</summary>
internal abstract class Value(IrType type)
{
    private Operation[] users = [];
    private int userCount;

    public IrType Type { get; set; } = type;

    /// <summary>Operations using this value, once per use; in no order.</summary>
    public ArrayView<Operation> Users => new(users, userCount);
    public bool IsUsed => userCount > 0;

    public void ReplaceAllUsesWith(Value replacement)
    {
        while (userCount > 0)
        {
            var user = users[userCount - 1];
            for (var i = 0; i < user.Operands.Count; i++)
            {
                if (ReferenceEquals(user.Operands[i], this))
                {
                    user.SetOperand(i, replacement);
                }
            }
        }
    }

    internal void AddUser(Operation user)
    {
        if (userCount == users.Length)
        {
            // Many values are constants with one user.
            Array.Resize(ref users, userCount == 0 ? 1 : userCount * 2);
        }

        users[userCount++] = user;
    }

    internal void RemoveUser(Operation user)
    {
        for (var i = userCount - 1; i >= 0; i--)
        {
            if (ReferenceEquals(users[i], user))
            {
                users[i] = users[--userCount];
                users[userCount] = null!;
                return;
            }
        }
    }
}

/// <summary>An integer (or pointer-typed integer, null among them). I32 constants are kept sign-extended. Not unique: compare <see cref="Number"/>.</summary>
internal sealed class Constant : Value
{
    public Constant(IrType type, long number)
        : base(type) => Number = type.Kind == IrKind.I32 ? (int)number : number;

    public long Number { get; }

    /// <summary>The value as the type's unsigned number.</summary>
    public ulong Unsigned => Type.Kind == IrKind.I32 ? (uint)Number : (ulong)Number;

    public static Constant Int32(long value) => new(IrType.I32, value);
    public static Constant Int64(long value) => new(IrType.I64, value);
}

/// <summary>A value nobody initialised; passes may take it for anything.</summary>
internal sealed class Undefined(IrType type) : Value(type);

/// <summary>A function's parameter: number 0 arrives in r1.</summary>
internal sealed class Parameter(IrType type, int index, string name) : Value(type)
{
    public int Index { get; } = index;
    public string Name { get; } = name;
}
