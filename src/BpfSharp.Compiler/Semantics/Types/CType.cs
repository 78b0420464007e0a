// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Semantics;

/// <summary>A C type. Types are compared with <see cref="TypeRelations"/>, not by reference: typedefs are kept for messages.</summary>
internal abstract class CType
{
    /// <summary>Size in bytes; 0 while incomplete (see <see cref="IsComplete"/>) and for empty records.</summary>
    public abstract long Size { get; }

    /// <summary>Alignment in bytes, at least 1.</summary>
    public abstract int Align { get; }

    public virtual bool IsComplete => true;

    /// <summary>The type behind typedefs.</summary>
    public virtual CType Canonical => this;

    public QualifiedType Unqualified => new(this, TypeQualifiers.None);
}

/// <summary>A type with const, volatile … on it.</summary>
internal readonly record struct QualifiedType(CType Type, TypeQualifiers Qualifiers)
{
    public CType Canonical => Type.Canonical;
    public bool IsConst => (AllQualifiers & TypeQualifiers.Const) != 0;
    public bool IsVolatile => (AllQualifiers & TypeQualifiers.Volatile) != 0;

    /// <summary>Objects of the type are in an arena, so pointers to them are addresses of its address space.</summary>
    public bool IsInArena => (AllQualifiers & TypeQualifiers.Arena) != 0 || (Canonical is ArrayType array && array.Element.IsInArena);

    /// <summary>Own qualifiers and those inside typedefs.</summary>
    public TypeQualifiers AllQualifiers
    {
        get
        {
            var all = Qualifiers;
            for (var t = Type; t is TypedefType d; t = d.Target.Type)
            {
                all |= d.Target.Qualifiers;
            }

            return all;
        }
    }

    public static implicit operator QualifiedType(CType type) => new(type, TypeQualifiers.None);

    public override string ToString() => TypeNames.Describe(this);
}
