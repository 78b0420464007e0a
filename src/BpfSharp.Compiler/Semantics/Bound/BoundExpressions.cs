// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Semantics;

// The typed tree: names resolved, every implicit conversion and every load made explicit. Lowering turns it into IR without asking types again.

internal abstract class BoundNode
{
    public SourceSpan Span { get; init; }
}

/// <summary>An expression. <see cref="Type"/> of a value is unqualified; an lvalue (see <see cref="IsLvalue"/>) keeps its qualifiers.</summary>
internal abstract class BoundExpression(QualifiedType type) : BoundNode
{
    public QualifiedType Type { get; } = type;

    /// <summary>True for nodes that name memory; only these stand under AddressOf, Load, Assign, Member.</summary>
    public virtual bool IsLvalue => false;
}

/// <summary>An integer or pointer constant, sign- or zero-extended to 128 bits by its type.</summary>
internal sealed class BoundConstant(Int128 value, QualifiedType type) : BoundExpression(type)
{
    public Int128 Value { get; } = value;

    /// <summary>The enum whose enumerator stands here; its type says only int.</summary>
    public EnumType? Enum { get; init; }
}

/// <summary>A string literal: an lvalue of array type. The bytes include the terminating zero.</summary>
internal sealed class BoundString(byte[] bytes, QualifiedType type) : BoundExpression(type)
{
    public byte[] Bytes { get; } = bytes;
    public override bool IsLvalue => true;
}

internal sealed class BoundVariable(VariableSymbol variable) : BoundExpression(variable.Type)
{
    public VariableSymbol Variable { get; } = variable;
    public override bool IsLvalue => true;
}

/// <summary>A function designator; its address when converted by FunctionToPointer.</summary>
internal sealed class BoundFunction(FunctionSymbol function) : BoundExpression(function.Type)
{
    public FunctionSymbol Function { get; } = function;
}

/// <summary>The memory a pointer points to.</summary>
internal sealed class BoundDereference(BoundExpression pointer, QualifiedType type) : BoundExpression(type)
{
    public BoundExpression Pointer { get; } = pointer;
    public override bool IsLvalue => true;
}

/// <summary>A member of a record lvalue, or of a record value (a call's result).</summary>
internal sealed class BoundMember(BoundExpression target, FieldSymbol field, QualifiedType type) : BoundExpression(type)
{
    public BoundExpression Target { get; } = target;
    public FieldSymbol Field { get; } = field;

    /// <summary>Stands inside __builtin_preserve_access_index: follows the running kernel's layout whatever the record says of itself.</summary>
    public bool IsPreserved { get; set; }
    public override bool IsLvalue => true;
}

/// <summary>A number about a kernel type that the loader settles.</summary>
/// <param name="root">A record, enum, typedef or other type; for fields what <paramref name="path"/> starts from.</param>
/// <param name="value">The answer for the types compiled against.</param>
internal sealed class BoundCoreValue(CoreRelocationKind kind, CType root, string path, long value, QualifiedType type) : BoundExpression(type)
{
    public CoreRelocationKind Kind { get; } = kind;
    public CType Root { get; } = root;
    public string Path { get; } = path;
    public long Value { get; } = value;
}

/// <summary>The value in memory: C's lvalue conversion. A record's load is a value only assignments, initialisers, calls and returns may take.</summary>
internal sealed class BoundLoad(BoundExpression source) : BoundExpression(source.Type.Type.Unqualified)
{
    public BoundExpression Source { get; } = source;
}

internal sealed class BoundAddressOf(BoundExpression target, QualifiedType type) : BoundExpression(type)
{
    public BoundExpression Target { get; } = target;
}

internal enum ConversionKind
{
    /// <summary>Integer (or enum, bool source) to integer: truncate, or extend by the source's signedness.</summary>
    Integer,
    /// <summary>Anything scalar to _Bool: compare with zero.</summary>
    ToBool,
    IntegerToPointer,
    PointerToInteger,
    /// <summary>Pointer to pointer: no change of bits.</summary>
    Pointer,
    /// <summary>Between a pointer into an arena and one that is not declared so: the same place by the other address.</summary>
    AddressSpace,
    /// <summary>An array lvalue to the address of its first element.</summary>
    ArrayToPointer,
    FunctionToPointer,
    /// <summary>The value is discarded.</summary>
    ToVoid,
    /// <summary>Between identical representations (typedef or qualifier change, union cast).</summary>
    NoOp,
}

internal sealed class BoundConversion(ConversionKind kind, BoundExpression operand, QualifiedType type) : BoundExpression(type)
{
    public ConversionKind Kind { get; } = kind;
    public BoundExpression Operand { get; } = operand;
}

internal enum BoundUnaryOperator
{
    Negate, BitwiseNot, LogicalNot,
}

internal sealed class BoundUnary(BoundUnaryOperator op, BoundExpression operand, QualifiedType type) : BoundExpression(type)
{
    public BoundUnaryOperator Operator { get; } = op;
    public BoundExpression Operand { get; } = operand;
}

internal enum BoundBinaryOperator
{
    Multiply, Divide, Modulo, Add, Subtract, ShiftLeft, ShiftRight, And, Xor, Or,
    Less, Greater, LessEqual, GreaterEqual, Equal, NotEqual,
}

/// <summary>Arithmetic or comparison on two operands of the same type (shifts: the right one is any integer). Signedness is the left operand's type; pointers compare unsigned.</summary>
internal sealed class BoundBinary(BoundBinaryOperator op, BoundExpression left, BoundExpression right, QualifiedType type) : BoundExpression(type)
{
    public BoundBinaryOperator Operator { get; } = op;
    public BoundExpression Left { get; } = left;
    public BoundExpression Right { get; } = right;
}

/// <summary><c>pointer + index</c>, or minus; the index is 64 bits wide and counts elements of <see cref="ElementSize"/> bytes.</summary>
internal sealed class BoundPointerAdd(BoundExpression pointer, BoundExpression index, long elementSize, bool isSubtraction) : BoundExpression(pointer.Type)
{
    public BoundExpression Pointer { get; } = pointer;
    public BoundExpression Index { get; } = index;
    public long ElementSize { get; } = elementSize;
    public bool IsSubtraction { get; } = isSubtraction;
}

/// <summary>The distance of two pointers in elements, of type long.</summary>
internal sealed class BoundPointerDifference(BoundExpression left, BoundExpression right, long elementSize) : BoundExpression(IntegerType.Long)
{
    public BoundExpression Left { get; } = left;
    public BoundExpression Right { get; } = right;
    public long ElementSize { get; } = elementSize;
}

/// <summary>Short-circuit and, or; operands are scalars, the result is int 0 or 1.</summary>
internal sealed class BoundLogical(bool isOr, BoundExpression left, BoundExpression right) : BoundExpression(IntegerType.Int)
{
    public bool IsOr { get; } = isOr;
    public BoundExpression Left { get; } = left;
    public BoundExpression Right { get; } = right;
}

/// <summary>Both arms have the node's type (or void). Without <see cref="WhenTrue"/> the condition's value is the result (GNU).</summary>
internal sealed class BoundConditional(BoundExpression condition, BoundExpression? whenTrue, BoundExpression whenFalse, QualifiedType type) : BoundExpression(type)
{
    public BoundExpression Condition { get; } = condition;
    public BoundExpression? WhenTrue { get; } = whenTrue;
    public BoundExpression WhenFalse { get; } = whenFalse;
}

internal sealed class BoundComma(BoundExpression left, BoundExpression right) : BoundExpression(right.Type)
{
    public BoundExpression Left { get; } = left;
    public BoundExpression Right { get; } = right;
}

/// <summary>Stores a scalar or copies a record; the result is the stored value.</summary>
internal sealed class BoundAssignment(BoundExpression target, BoundExpression value) : BoundExpression(target.Type.Type.Unqualified)
{
    public BoundExpression Target { get; } = target;
    public BoundExpression Value { get; } = value;
}

/// <summary><c>target op= value</c>: the target is evaluated once. Operands are converted to <see cref="ComputationType"/>, the result back to the target's.</summary>
/// <remarks>For pointers ElementSize is set, the operator is Add or Subtract and the value is 64 bits wide.</remarks>
internal sealed class BoundCompoundAssignment(BoundBinaryOperator op, BoundExpression target, BoundExpression value, QualifiedType computationType) : BoundExpression(target.Type.Type.Unqualified)
{
    public BoundBinaryOperator Operator { get; } = op;
    public BoundExpression Target { get; } = target;
    public BoundExpression Value { get; } = value;
    public QualifiedType ComputationType { get; } = computationType;
    public long ElementSize { get; init; }
}

/// <summary>++ and --, before or after. <see cref="Step"/> is 1 or, for pointers, the element size, negative for --.</summary>
internal sealed class BoundIncrement(BoundExpression target, long step, bool isPostfix) : BoundExpression(target.Type.Type.Unqualified)
{
    public BoundExpression Target { get; } = target;
    public long Step { get; } = step;
    public bool IsPostfix { get; } = isPostfix;
}

/// <summary>A call of a function of the program; arguments are already converted to the parameter types.</summary>
internal sealed class BoundCall(FunctionSymbol function, IReadOnlyList<BoundExpression> arguments, QualifiedType type) : BoundExpression(type)
{
    public FunctionSymbol Function { get; } = function;
    public IReadOnlyList<BoundExpression> Arguments { get; } = arguments;
}

internal sealed class BoundHelperCall(HelperSymbol helper, IReadOnlyList<BoundExpression> arguments, QualifiedType type) : BoundExpression(type)
{
    public HelperSymbol Helper { get; } = helper;
    public IReadOnlyList<BoundExpression> Arguments { get; } = arguments;
}

/// <summary>A call through a pointer that is a helper number cast to a function pointer, or a function pointer that folding must resolve.</summary>
internal sealed class BoundIndirectCall(BoundExpression callee, IReadOnlyList<BoundExpression> arguments, QualifiedType type) : BoundExpression(type)
{
    public BoundExpression Callee { get; } = callee;
    public IReadOnlyList<BoundExpression> Arguments { get; } = arguments;
}

internal enum Builtin
{
    Memcpy, Memmove, Memset, Memcmp, Expect, ConstantP, Unreachable, Trap, Bswap16, Bswap32, Bswap64,
    Clz, Ctz, Popcount, Parity, Ffs,
    AddOverflow, SubOverflow, MulOverflow,
    /// <summary>Atomics: of the C11 order only loads and stores keep whether it is relaxed; the pointee's size is the width.</summary>
    FetchAndAdd, FetchAndSub, FetchAndOr, FetchAndAnd, FetchAndXor, AddAndFetch, SubAndFetch, OrAndFetch, AndAndFetch, XorAndFetch,
    Exchange, CompareAndSwapValue, CompareAndSwapBool, AtomicLoad, AtomicLoadAcquire, AtomicStore, AtomicStoreRelease, Fence,
    FrameAddress, ReturnAddress, Strlen, Strcmp, Strncmp, Abs,
    /// <summary>First argument is a context pointer; reads the n-th argument of the probed function (constant second argument, from 0).</summary>
    ReadContextArgument,
    /// <summary>Bytes of the packet in the first argument (a context), at the offset in the second, in network order.</summary>
    Load8, Load16, Load32, Load64,
    /// <summary>Writes bits of the packet in the first argument: byte offset, first bit counted from its most significant one, bits (both constant), value.</summary>
    StorePacketBits,
}

internal sealed class BoundBuiltin(Builtin builtin, IReadOnlyList<BoundExpression> arguments, QualifiedType type) : BoundExpression(type)
{
    public Builtin Builtin { get; } = builtin;
    public IReadOnlyList<BoundExpression> Arguments { get; } = arguments;
}

/// <summary>GNU <c>({ … })</c>: the block, then the value (null for void).</summary>
internal sealed class BoundStatementExpression(BoundBlock body, BoundExpression? value, QualifiedType type) : BoundExpression(type)
{
    public BoundBlock Body { get; } = body;
    public BoundExpression? Value { get; } = value;
}

/// <summary>An unnamed object: local inside functions, static outside.</summary>
internal sealed class BoundCompoundLiteral(VariableSymbol storage, BoundInitializer initializer) : BoundExpression(storage.Type)
{
    public VariableSymbol Storage { get; } = storage;
    public BoundInitializer Initializer { get; } = initializer;
    public override bool IsLvalue => true;
}

/// <summary>Stands where an expression was wrong; an error has been reported and nothing more is to be said about it.</summary>
internal sealed class BoundError(QualifiedType type) : BoundExpression(type)
{
    public override bool IsLvalue => true;
}

/// <summary>An initialiser, flattened: scalar stores at byte offsets over zeros.</summary>
/// <param name="type">The initialised object's type; its array length is known.</param>
/// <param name="items">In source order; a later item for the same bytes wins.</param>
/// <param name="zeroFirst">Everything not named is zero, padding included; false for a plain scalar or record value covering the whole object.</param>
internal sealed class BoundInitializer(QualifiedType type, IReadOnlyList<InitializedPart> items, bool zeroFirst) : BoundNode
{
    public QualifiedType Type { get; } = type;
    public IReadOnlyList<InitializedPart> Items { get; } = items;
    public bool ZeroFirst { get; } = zeroFirst;
}

/// <param name="Offset">Bytes from the object's start.</param>
/// <param name="Field">Set for bit-fields: position inside the unit at Offset.</param>
/// <param name="Value">A scalar, a record value (BoundLoad), or a BoundString for a character array of Type.</param>
internal readonly record struct InitializedPart(long Offset, FieldSymbol? Field, QualifiedType Type, BoundExpression Value);
