// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Dialects;

/// <summary>What a dialect adds to C: names it knows, map methods, and which functions are programs. The binder asks; the dialect answers with typed nodes.</summary>
internal abstract class Dialect
{
    /// <summary>True when a plain identifier is a type name the kernel or the dialect supplies (u32, pid_t); asked by the parser for unknown names.</summary>
    public abstract bool IsTypeName(string name);

    /// <summary>A function, helper, enumerator, typedef or kernel variable that the program did not declare; null when unknown.</summary>
    public abstract Symbol? FindSymbol(string name);

    /// <summary>A struct or union the program mentions but does not define (kernel BTF, generated tracepoint structs); null when unknown.</summary>
    public abstract RecordType? FindRecord(bool isUnion, string tag);

    public abstract EnumType? FindEnum(string tag);

    /// <summary>Names close to a misspelt one, for "did you mean".</summary>
    public abstract IEnumerable<string> SimilarNames(string name);

    /// <summary>The same among names of types.</summary>
    public virtual IEnumerable<string> SimilarTypeNames(string name) => [];

    /// <summary>The same among tags of structs and unions, or of enums.</summary>
    public virtual IEnumerable<string> SimilarTags(string tag, bool isEnum) => [];

    /// <summary>Reports a struct the dialect would have made if the kernel had what it describes (tracepoints); false for any other.</summary>
    public virtual bool ReportsUnknownRecord(string tag, SourceSpan span) => false;

    /// <summary>The members, joined by dots, that a name stands for in kernel headers where a record has none of that name; null for other names.</summary>
    public virtual string? MemberPath(string name) => null;

    /// <summary>"struct", "union" or "enum" when the kernel has one of this tag.</summary>
    public virtual string? KindOfTag(string tag) =>
        FindRecord(false, tag) is not null ? "struct" : FindRecord(true, tag) is not null ? "union" : FindEnum(tag) is not null ? "enum" : null;

    /// <summary>True when functions without a body may be defined by another object file that a linker adds.</summary>
    public virtual bool LinksWithOthers => false;

    /// <summary>Called for each file-scope variable: makes a map of it when it is one (section ".maps").</summary>
    public abstract MapSymbol? DeclareMap(VariableSymbol variable);

    /// <summary>Binds <c>map.method(arguments)</c>; null when maps have no methods in this dialect.</summary>
    public abstract BoundExpression? BindMapMethod(IBindingContext context, MapSymbol map, MemberExpression method, CallExpression call);

    /// <summary>Binds a call of a name the dialect treats specially (bpf_trace_printk with a literal, bpf_usdt_readarg); null to bind it as any call.</summary>
    public abstract BoundExpression? BindSpecialCall(IBindingContext context, string name, CallExpression call);

    /// <summary>Called for each function definition once its signature is known, before its body: sets <see cref="FunctionSymbol.Program"/> when the kernel runs it.</summary>
    public abstract void DeclareFunction(IBindingContext context, FunctionSymbol function);

    /// <summary>Called after a program's body is bound: may wrap it (argument extraction from the context).</summary>
    public virtual BoundBlock CompleteBody(IBindingContext context, FunctionSymbol function, BoundBlock body) => body;

    /// <summary>Called at the end: licence, events of maps.</summary>
    public abstract void CompleteUnit(BoundUnit unit);
}
