// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// &, *, [], . and ->.
internal sealed partial class Binder
{
    private BoundExpression BindAddressOf(UnaryExpression syntax)
    {
        isAddressTaken = syntax.Operand is IndexExpression;
        var target = BindExpression(syntax.Operand);
        return target is BoundError ? target : MakeAddressOf(target, syntax.Span);
    }

    private BoundExpression MakeAddressOf(BoundExpression target, SourceSpan span)
    {
        switch (target)
        {
            case BoundError:
                return target;
            case BoundFunction:
                return ToValue(target);
            case BoundDereference dereference:
                return dereference.Pointer;
            case BoundConstant { Type.Canonical: PointerType { Pointee.Canonical: FunctionType } }:
                return target; // a helper named as a value
            case BoundMember { Field: { IsBitField: true } field }:
                return Error(AddressOfBitField, span, field.Name);
        }

        return target.IsLvalue
            ? new BoundAddressOf(target, new PointerType(target.Type)) { Span = span }
            : Error(AddressOfValue, span, target.Type);
    }

    private BoundExpression BindDereference(UnaryExpression syntax)
    {
        var pointer = BindValue(syntax.Operand);
        if (pointer is BoundError)
        {
            return pointer;
        }

        if (!pointer.Type.IsPointer())
        {
            return Error(DereferenceOfNonPointer, syntax.Span, pointer.Type);
        }

        if (((PointerType)pointer.Type.Canonical).Pointee.IsVoid())
        {
            ReportIfReachable(VoidDereference, syntax.Span, syntax.Span, pointer.Type);
        }

        return MakeDereference(pointer, syntax.Span);
    }

    private static BoundExpression MakeDereference(BoundExpression pointer, SourceSpan span)
    {
        var pointee = ((PointerType)pointer.Type.Canonical).Pointee;

        // A dereferenced function decays right back to the pointer.
        return pointee.Canonical is FunctionType ? pointer : new BoundDereference(pointer, pointee) { Span = span };
    }

    /// <summary>The subscript about to be bound is an operand of &amp;: one past the end may be named.</summary>
    private bool isAddressTaken;

    private BoundExpression BindIndex(IndexExpression syntax)
    {
        var mayNameEnd = isAddressTaken;
        isAddressTaken = false;
        var target = BindValue(syntax.Target);
        var index = BindValue(syntax.Index);
        if (target is BoundError || index is BoundError)
        {
            return Silent(syntax.Span);
        }

        if (target.Type.IsInteger() && index.Type.IsPointer())
        {
            (target, index) = (index, target);
        }

        if (!target.Type.IsPointer())
        {
            return Error(SubscriptOfNonPointer, syntax.Span, target.Type);
        }

        if (!index.Type.IsInteger())
        {
            return Error(SubscriptNotInteger, syntax.Index.Span, index.Type);
        }

        WarnIfOutOfBounds(target, index, syntax.Index.Span, mayNameEnd);
        var address = MakePointerAdd(target, index, false, syntax.Span);
        return address is BoundError ? address : MakeDereference(address, syntax.Span);
    }

    private void WarnIfOutOfBounds(BoundExpression target, BoundExpression index, SourceSpan span, bool mayNameEnd)
    {
        // An array at the end of a record stands for "as many as there are".
        if (unreachable > 0 || index is not BoundConstant { Value: var at } || target is not BoundConversion { Kind: ConversionKind.ArrayToPointer, Operand: var array }
            || array.Type.Canonical is not ArrayType { Length: { } length } || (array is BoundMember { Field: var field } last && IsLast(field, last.Target.Type)))
        {
            return;
        }

        if (at < 0 || at > length || (at == length && !mayNameEnd))
        {
            var (name, declared) = array is BoundVariable { Variable: var variable } ? (variable.Name, variable.Span) : ("", default);
            ReportDeclaredHere(IndexOutOfBounds, span, name, declared, at, at < 0 ? "before the beginning" : "past the end", array.Type);
        }
    }

    private static bool IsLast(FieldSymbol field, QualifiedType owner) =>
        owner.Canonical is RecordType record && (record.IsUnion || (record.Fields is [.., var last] && ReferenceEquals(last, field)));

    private BoundExpression BindMember(MemberExpression syntax)
    {
        var target = syntax.IsArrow ? BindValue(syntax.Target) : BindExpression(syntax.Target);
        if (target is BoundError)
        {
            return target;
        }

        if (syntax.Name.Kind != TokenKind.Identifier)
        {
            return new BoundError(IntegerType.Unknown) { Span = syntax.Span }; // the parser has said so
        }

        if (target.Type.Canonical is PointerType { Pointee.Canonical: RecordType } pointer)
        {
            if (!syntax.IsArrow)
            {
                return Error(DotOnPointer, syntax.Name.Span, target.Type);
            }

            target = new BoundDereference(target, pointer.Pointee) { Span = syntax.Target.Span };
        }
        else if (syntax.IsArrow)
        {
            return target.Type.Canonical is RecordType
                ? Error(ArrowOnRecord, syntax.Name.Span, target.Type)
                : Error(MemberOfNonRecord, syntax.Name.Span, target.Type);
        }

        return target.Type.Canonical is RecordType record
            ? FindMember(target, record, syntax)
            : Error(MemberOfNonRecord, syntax.Name.Span, target.Type);
    }

    private BoundExpression FindMember(BoundExpression target, RecordType record, MemberExpression syntax)
    {
        if (record.Fields is null)
        {
            return ReportIncompleteRecord(record, syntax.Target.Span, target.Type);
        }

        var path = new List<FieldSymbol>();
        if (!TryFindPath(record, syntax.Name.Text, path) && !TryFindRenamed(record, syntax.Name.Text, path))
        {
            if (target is BoundVariable { Variable: { Map: not null } or { Section: not null } } map && MapMethods.HelperFor(syntax.Name.Text) is { } helper)
            {
                return Error(MethodsAreBcc, syntax.Name.Span, map.Variable.Name, syntax.Name.Text, helper);
            }

            return NoMember(record, syntax.Name.Text, syntax.Name.Span, target.Type);
        }

        return IsUnknown(path[^1].Type) ? Silent(syntax.Span) : MakeMember(target, path, syntax.Span);
    }

    private static BoundExpression MakeMember(BoundExpression target, List<FieldSymbol> path, SourceSpan span)
    {
        foreach (var field in path)
        {
            // A member of a const or volatile object is so itself.
            var type = field.Type with { Qualifiers = field.Type.Qualifiers | target.Type.AllQualifiers };
            target = new BoundMember(target, field, type) { Span = span };
        }

        return target;
    }

    // d_iname, say, which the kernel's headers define as d_shortname.string.
    private bool TryFindRenamed(RecordType record, string name, List<FieldSymbol> path)
    {
        CType? at = record;
        foreach (var part in dialect.MemberPath(name)?.Split('.') ?? [])
        {
            if (at?.Canonical is not RecordType container || !TryFindPath(container, part, path))
            {
                path.Clear();
                return false;
            }

            at = path[^1].Type.Type;
        }

        return path.Count > 0;
    }

    private BoundError NoMember(RecordType record, string name, SourceSpan span, QualifiedType type)
    {
        // Macros such as BPF_CORE_READ mention a member several times.
        if (!reportedMembers.Add((record, name)))
        {
            return Silent(span);
        }

        if (Spelling.Nearest(name, MemberNames(record)) is { } nearest)
        {
            return Error(NoMemberDidYouMean, span, name, type.Type.Unqualified, nearest);
        }

        return Error(NoSuchMember, span, name, type.Type.Unqualified);
    }

    private readonly HashSet<(RecordType, string)> reportedMembers = [];

    private static IEnumerable<string> MemberNames(RecordType record)
    {
        foreach (var field in record.Fields ?? [])
        {
            if (field.Name.Length > 0)
            {
                yield return field.Name;
            }
            else if (field.Type.Canonical is RecordType nested)
            {
                foreach (var name in MemberNames(nested))
                {
                    yield return name;
                }
            }
        }
    }

    /// <summary>The chain of members that leads to a name, through anonymous records.</summary>
    private static bool TryFindPath(RecordType record, string name, List<FieldSymbol> path)
    {
        var fields = record.Fields ?? [];
        foreach (var field in fields)
        {
            if (field.Name == name)
            {
                path.Add(field);
                return true;
            }
        }

        foreach (var field in fields)
        {
            if (field.Name.Length > 0 || field.Type.Canonical is not RecordType nested)
            {
                continue;
            }

            path.Add(field);
            if (TryFindPath(nested, name, path))
            {
                return true;
            }

            path.RemoveAt(path.Count - 1);
        }

        return false;
    }
}
