// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Tests.Compiler.Semantics;

/// <summary>A dialect that adds nothing to C, but for two helpers to test their calls with.</summary>
internal sealed class PlainDialect : BpfSharp.Compiler.Dialects.Dialect
{
    private static readonly HelperSymbol Lookup = new("bpf_map_lookup_elem", 1, new FunctionType(
        new PointerType(VoidType.Instance), [new PointerType(VoidType.Instance), new PointerType(new QualifiedType(VoidType.Instance, TypeQualifiers.Const))], false, true));

    private static readonly HelperSymbol Printk = new("bpf_trace_printk", 6, new FunctionType(
        IntegerType.Long, [new PointerType(new QualifiedType(IntegerType.Char, TypeQualifiers.Const)), IntegerType.UnsignedInt], true, true));

    public override bool IsTypeName(string name) => false;

    public override Symbol? FindSymbol(string name) => name switch
    {
        "bpf_map_lookup_elem" => Lookup,
        "bpf_trace_printk" => Printk,
        _ => null,
    };

    public override RecordType? FindRecord(bool isUnion, string tag) => null;

    public override EnumType? FindEnum(string tag) => null;

    public override IEnumerable<string> SimilarNames(string name) => ["bpf_map_lookup_elem", "bpf_trace_printk"];

    public override MapSymbol? DeclareMap(VariableSymbol variable) => null;

    public override BoundExpression? BindMapMethod(IBindingContext context, MapSymbol map, MemberExpression method, CallExpression call) => null;

    public override BoundExpression? BindSpecialCall(IBindingContext context, string name, CallExpression call) => null;

    public override void DeclareFunction(IBindingContext context, FunctionSymbol function)
    {
    }

    public override void CompleteUnit(BoundUnit unit)
    {
    }
}
