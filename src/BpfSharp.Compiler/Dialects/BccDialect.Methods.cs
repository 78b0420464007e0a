// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Syntax;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Dialects;

internal sealed partial class BccDialect
{
    private const long CurrentCpu = 0xffffffff;

    public override BoundExpression? BindMapMethod(IBindingContext context, MapSymbol map, MemberExpression method, CallExpression call)
    {
        var name = method.Name.Text;
        if (method.IsArrow)
        {
            Diagnostics.Report(DialectsDiagnostics.MapIsNoPointer, method.Span, map.Name, name);
            return Failed(context, call);
        }

        switch (name)
        {
            case "lookup_or_try_init" or "lookup_or_init":
                return BindLookupOrInit(new(context, map, name, call), returnsOnFailure: name == "lookup_or_init");
            case "increment" or "atomic_increment":
                return BindIncrement(new(context, map, name, call), isAtomic: name == "atomic_increment");
            case "perf_submit_skb":
                return BindSubmitPacket(new(context, map, name, call));
        }

        if (MapMethods.Find(name) is { } row)
        {
            return BindRow(new(context, map, name, call), row);
        }

        var close = Spelling.Nearest(name, MapMethods.All.Select(m => m.Name).Concat(MapMethods.Composed));
        Diagnostics.Report(DialectsDiagnostics.UnknownMapMethod, method.Name.Span, map.Name, name, close is null ? "" : $"; did you mean '{close}'?");
        return Failed(context, call);
    }

    public override BoundExpression? BindSpecialCall(IBindingContext context, string name, CallExpression call) => name switch
    {
        // The kernel's form, with the size as second argument, has a variable first; BCC's has the literal.
        "bpf_trace_printk" when call.Arguments.Count > 0 && call.Arguments[0] is StringExpression => BindPrint(context, name, call),
        "load_byte" when call.Arguments.Count == 2 => Packet(context, call, Builtin.Load8),
        "load_half" when call.Arguments.Count == 2 => Packet(context, call, Builtin.Load16),
        "load_word" when call.Arguments.Count == 2 => Packet(context, call, Builtin.Load32),
        "load_dword" when call.Arguments.Count == 2 => Packet(context, call, Builtin.Load64),
        "bpf_usdt_readarg" when call.Arguments.Count == 3 => BindUsdtRead(context, call),
        "bpf_usdt_readarg_p" when call.Arguments.Count == 4 => BindUsdtReadPointer(context, call),
        "bpf_dext_pkt" when call.Arguments.Count == 4 => PacketBits(context, call),
        "bpf_dins_pkt" when call.Arguments.Count == 5 => StorePacketBits(context, call),
        "incr_cksum_l3" when call.Arguments.Count == 3 => Checksum(context, call, 10),
        "incr_cksum_l4" when call.Arguments.Count == 4 => Checksum(context, call, 11),
        _ => base.BindSpecialCall(context, name, call),
    };

    private BoundExpression BindRow(MethodCall call, MapMethod row)
    {
        if (row.Types.Length > 0 && Array.IndexOf(row.Types, call.Map.Spec.Type) < 0)
        {
            Diagnostics.Report(DialectsDiagnostics.WrongMapForMethod, call.Span, call.Map.Name, call.Map.Spec.Type, call.Method);
            return Failed(call.Context, call.Syntax);
        }

        if (!HasArguments(call, row.Written, row.Written))
        {
            return Failed(call.Context, call.Syntax);
        }

        var helper = GetHelper(row.Helper);
        var arguments = new List<BoundExpression>();
        var written = 0;
        foreach (var kind in row.Arguments)
        {
            var type = helper.Type.Parameters[arguments.Count];
            arguments.Add(kind switch
            {
                MethodArgument.Map => MapArgument(call.Map),
                MethodArgument.Key => Pointer(call, written++, call.Map.Key),
                MethodArgument.Leaf => Pointer(call, written++, call.Map.Value),
                MethodArgument.Event => EventArgument(call, written++),
                MethodArgument.Zero => Build.Constant(0, type),
                MethodArgument.NoExist => Build.Constant(1, type),
                MethodArgument.CurrentCpu => Build.Constant(CurrentCpu, type),
                _ => call.Context.Convert(call.Context.BindValue(call.Syntax.Arguments[written++]), type),
            });
        }

        var result = row.ReturnsLeaf && call.Map.Value is { } value ? new PointerType(value) : helper.Type.Result;
        return new BoundHelperCall(helper, arguments, result) { Span = call.Span };
    }

    private static BoundExpression EventArgument(MethodCall call, int index)
    {
        var data = call.Context.BindValue(call.Syntax.Arguments[index]);
        RecordEvent(call.Map, data);
        return data.Type.Canonical is PointerType ? Build.AsVoidPointer(data) : call.Context.Convert(data, Build.VoidPointer);
    }

    // A pointer to a key or value: BCC itself checks nothing here, so a size that does not fit is a warning.
    private BoundExpression Pointer(MethodCall call, int index, QualifiedType? declared)
    {
        var syntax = call.Syntax.Arguments[index];
        var value = call.Context.BindValue(syntax);
        if (value is BoundError || declared is not { } type)
        {
            return value.Type.Canonical is PointerType ? Build.AsVoidPointer(value) : value;
        }

        if (value.Type.Canonical is not PointerType pointer)
        {
            Diagnostics.Report(DialectsDiagnostics.MapArgumentNotPointer, syntax.Span, call.Map.Name, call.Method, type, value.Type);
            return new BoundError(Build.VoidPointer);
        }

        var pointee = value is BoundConversion { Kind: ConversionKind.ArrayToPointer } decayed ? decayed.Operand.Type : pointer.Pointee;
        if (pointee.Type.IsComplete && pointee.Type.Size > 1 && pointee.Type.Size != type.Type.Size)
        {
            Diagnostics.Report(DialectsDiagnostics.MapArgumentSize, syntax.Span, call.Map.Name, call.Method, type.Type.Size, type, pointee, pointee.Type.Size);
        }

        return Build.AsVoidPointer(value);
    }

    private bool HasArguments(MethodCall call, int least, int most)
    {
        var count = call.Syntax.Arguments.Count;
        if (count >= least && count <= most)
        {
            return true;
        }

        var wanted = least == most ? Count(least) : $"{least} or {Count(most)}";
        Diagnostics.Report(DialectsDiagnostics.WrongMethodArguments, call.Span, call.Map.Name, call.Method, wanted, count);
        return false;
    }

    private static string Count(int number) => number == 1 ? "1 argument" : $"{number} arguments";

    // Binding the arguments still reports what is wrong inside them.
    private static BoundError Failed(IBindingContext context, CallExpression call)
    {
        foreach (var argument in call.Arguments)
        {
            context.BindValue(argument);
        }

        return new BoundError(IntegerType.Int) { Span = call.Span };
    }

    private readonly record struct MethodCall(IBindingContext Context, MapSymbol Map, string Method, CallExpression Syntax)
    {
        public Source.SourceSpan Span => Syntax.Span;
    }
}
