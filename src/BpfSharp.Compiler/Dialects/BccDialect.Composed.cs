// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Dialects;

// Map methods of several steps, as statement expressions.
internal sealed partial class BccDialect
{
    private const int Lookup = 1;
    private const int Update = 2;

    // ({ void *k = &key; void *i = &init; leaf *p = lookup(k); if (!p) { update(k, i, BPF_NOEXIST); p = lookup(k); [if (!p) return 0;] } p; })
    private BoundExpression BindLookupOrInit(MethodCall call, bool returnsOnFailure)
    {
        if (!HasArguments(call, 2, 2) || call.Map.Value is not { } leaf)
        {
            return Failed(call.Context, call.Syntax);
        }

        var context = call.Context;
        var key = context.MakeLocal("__key", Build.VoidPointer, call.Span);
        var init = context.MakeLocal("__init", Build.VoidPointer, call.Span);
        var found = context.MakeLocal("__leaf", new PointerType(leaf), call.Span);
        List<BoundStatement> onMiss =
        [
            Build.Do(Call(Update, MapArgument(call.Map), Build.Load(key), Build.Load(init), Build.Constant(1, IntegerType.UnsignedLongLong))),
            Build.Assign(found, LookupCall(call.Map, leaf, Build.Load(key))),
        ];
        if (returnsOnFailure)
        {
            onMiss.Add(new BoundIf(Build.IsNull(found), ReturnZero(context), null));
        }

        return Build.Sequence(call.Span, Build.Load(found),
            Build.Declare(key, Pointer(call, 0, call.Map.Key)),
            Build.Declare(init, Pointer(call, 1, leaf)),
            Build.Declare(found, LookupCall(call.Map, leaf, Build.Load(key))),
            new BoundIf(Build.IsNull(found), new BoundBlock(onMiss), null));
    }

    // ({ K k = key; V n = step; V *p = lookup(&k); if (p) *p += n; else update(&k, &n, BPF_NOEXIST); }), the last only for plain hashes.
    private BoundExpression BindIncrement(MethodCall call, bool isAtomic)
    {
        if (!HasArguments(call, 1, 2) || call.Map is not { Key: { } keyType, Value: { } leaf })
        {
            return Failed(call.Context, call.Syntax);
        }

        if (leaf.Canonical is not IntegerType { IsBool: false } integer)
        {
            Diagnostics.Report(DialectsDiagnostics.CounterNotInteger, call.Span, call.Map.Name, call.Method, leaf);
            return Failed(call.Context, call.Syntax);
        }

        var context = call.Context;
        var key = context.MakeLocal("__key", keyType.Type.Unqualified, call.Span);
        var step = context.MakeLocal("__step", integer, call.Span);
        var found = context.MakeLocal("__leaf", new PointerType(leaf), call.Span);
        var keyValue = context.Convert(context.BindValue(call.Syntax.Arguments[0]), keyType.Type.Unqualified);
        var stepValue = call.Syntax.Arguments.Count > 1
            ? context.Convert(context.BindValue(call.Syntax.Arguments[1]), integer)
            : Build.Constant(1, integer);
        var insert = call.Map.Spec.Type == MapType.Hash
            ? Build.Do(Call(Update, MapArgument(call.Map), Address(key), Address(step), Build.Constant(1, IntegerType.UnsignedLongLong)))
            : null;
        return Build.Sequence(call.Span, null,
            Build.Declare(key, keyValue),
            Build.Declare(step, stepValue),
            Build.Declare(found, LookupCall(call.Map, leaf, Address(key))),
            new BoundIf(Build.NotNull(found), Add(found, step, integer, isAtomic), insert));
    }

    private static BoundExpressionStatement Add(VariableSymbol pointer, VariableSymbol step, IntegerType type, bool isAtomic)
    {
        if (isAtomic)
        {
            return Build.Do(new BoundBuiltin(Builtin.FetchAndAdd, [Build.Load(pointer), Build.Load(step)], type));
        }

        var computation = type.Rank < IntegerType.Int.Rank ? IntegerType.Int : type;
        return new BoundExpressionStatement(new BoundCompoundAssignment(
            BoundBinaryOperator.Add, Build.Dereference(Build.Load(pointer)), Build.ToInteger(Build.Load(step), computation), computation));
    }

    // perf_submit_skb(skb, packet bytes, &meta, meta bytes): the packet's length travels in the flags' upper half.
    private BoundExpression BindSubmitPacket(MethodCall call)
    {
        if (call.Map.Spec.Type != MapType.PerfEventArray)
        {
            Diagnostics.Report(DialectsDiagnostics.WrongMapForMethod, call.Span, call.Map.Name, call.Map.Spec.Type, call.Method);
            return Failed(call.Context, call.Syntax);
        }

        if (!HasArguments(call, 4, 4))
        {
            return Failed(call.Context, call.Syntax);
        }

        var word = IntegerType.UnsignedLongLong;
        var context = call.Context;
        var skb = context.Convert(context.BindValue(call.Syntax.Arguments[0]), Build.VoidPointer);
        var length = context.Convert(context.BindValue(call.Syntax.Arguments[1]), word);
        var shifted = new BoundBinary(BoundBinaryOperator.ShiftLeft, length, Build.Constant(32, IntegerType.Int), word);
        var flags = new BoundBinary(BoundBinaryOperator.Or, shifted, Build.Constant(CurrentCpu, word), word);
        var data = EventArgument(call, 2);
        var size = context.Convert(context.BindValue(call.Syntax.Arguments[3]), word);
        return Call(25, skb, MapArgument(call.Map), flags, data, size);
    }

    private BoundHelperCall Call(int id, params BoundExpression[] arguments)
    {
        var helper = GetHelper(id);
        return new BoundHelperCall(helper, arguments, helper.Type.Result);
    }

    private BoundHelperCall LookupCall(MapSymbol map, QualifiedType leaf, BoundExpression key) =>
        new(GetHelper(Lookup), [MapArgument(map), key], new PointerType(leaf));

    private static BoundExpression Address(VariableSymbol variable) => Build.AsVoidPointer(Build.AddressOf(variable));

    private static BoundReturn ReturnZero(IBindingContext context)
    {
        var result = context.CurrentFunction?.Type.Result ?? IntegerType.Int.Unqualified;
        return new BoundReturn(result.Canonical is VoidType ? null : Build.Constant(0, result.Type.Unqualified));
    }
}
