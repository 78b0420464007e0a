// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Compiler.Ir;

/// <summary>Something an operation can use: a constant, a parameter, or another operation's result.</summary>
internal abstract class Value(IrType type)
{
    // Many values are constants with one user: the list comes with it.
    private List<Operation> users = None;
    private static readonly List<Operation> None = [];

    public IrType Type { get; set; } = type;

    /// <summary>Operations using this value, once per use; in no order.</summary>
    public ListView<Operation> Users => new(users);
    public bool IsUsed => users.Count > 0;

    public void ReplaceAllUsesWith(Value replacement)
    {
        while (users.Count > 0)
        {
            var user = users[^1];
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
        if (ReferenceEquals(users, None))
        {
            users = new List<Operation>(2);
        }

        users.Add(user);
    }

    internal void RemoveUser(Operation user)
    {
        var span = CollectionsMarshal.AsSpan(users);
        for (var i = span.Length - 1; i >= 0; i--)
        {
            if (ReferenceEquals(span[i], user))
            {
                span[i] = span[^1];
                users.RemoveAt(users.Count - 1);
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
