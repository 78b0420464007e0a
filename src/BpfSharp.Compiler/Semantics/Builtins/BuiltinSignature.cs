// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

/// <summary>How the arguments of a builtin are typed.</summary>
internal enum BuiltinForm
{
    /// <summary>Arguments converted to fixed parameter types; further ones are dropped.</summary>
    Fixed,
    /// <summary>(pointer, value [, order]): the pointee is the value's and the result's type.</summary>
    AtomicUpdate,
    AtomicLoad,
    AtomicStore,
    /// <summary>(pointer, old, new).</summary>
    CompareAndSwap,
    /// <summary>C11's: (pointer, &amp;expected, desired, weak, order, order) with expected updated on failure.</summary>
    CompareExchange,
    /// <summary>__sync_lock_release: stores zero.</summary>
    LockRelease,
    /// <summary>(a, b, &amp;result) of any integer types.</summary>
    Overflow,
    ConstantP,
    /// <summary>The first argument's value.</summary>
    PassThrough,
    /// <summary>A hint without code.</summary>
    Hint,
    /// <summary>"Unknown": all ones, or zero when the second argument asks for the minimum.</summary>
    ObjectSize,
}

/// <summary>A builtin as programs may call it.</summary>
internal sealed record BuiltinSignature(Builtin Builtin, BuiltinForm Form, CType Result, IReadOnlyList<CType> Parameters);
