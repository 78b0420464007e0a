// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Names: first the program's own scopes, then what the dialect and the kernel supply.
internal sealed partial class Binder
{
    private readonly ProgramNames program;
    private readonly HashSet<string> reportedNames = new(StringComparer.Ordinal);

    private Symbol? FindSymbol(string name) => scope.Find(name) ?? dialect.FindSymbol(name);

    private void ReportUndeclared(DiagnosticDescriptor descriptor, DiagnosticDescriptor withSuggestion, SourceSpan span, string name)
    {
        // One report per name: the second use of a missing name says nothing new.
        if (!reportedNames.Add(name) || IsReportedAt(span))
        {
            return;
        }

        if (macros is not null && macros.TryFindFunctionLike(name, out var definition))
        {
            ReportDeclaredHere(MacroWithoutArguments, span, name, definition, name);
            return;
        }

        if (ForeignWords.AdviceFor(name) is { } word)
        {
            Report(SyntaxDiagnostics.ForeignWord, span, name, word);
            return;
        }

        if (descriptor == UndeclaredFunction && (LibraryFunctions.AdviceFor(name) ?? HeaderAdvice(name)) is { } advice)
        {
            Report(LibraryFunction, span, name, advice);
            return;
        }

        if (descriptor == UndeclaredFunction && program.Functions.TryGetValue(name, out var later))
        {
            Diagnostics.ReportWithNotes(UsedBeforeDeclared, span, [new DiagnosticNote(later, $"'{name}' is defined here")], name);
            return;
        }

        var candidates = scope.VisibleNames().Concat(dialect.SimilarNames(name)).Concat(macros?.SimilarMacros(name) ?? []).Concat(BuiltinTable.SimilarNames(name));
        if (Spelling.Nearest(name, candidates) is not { } nearest)
        {
            Report(descriptor, span, name);
            return;
        }

        var declared = scope.Find(nearest)?.Span ?? default;
        ReportDeclaredHere(withSuggestion, span, nearest, declared, name, nearest);
    }

    // The parser complains of unknown type names too, where it had to guess that a name is meant as one.
    private bool IsReportedAt(SourceSpan span)
    {
        foreach (var diagnostic in Diagnostics.Diagnostics)
        {
            if (diagnostic.Severity == Severity.Error && diagnostic.Span.Start == span.Start && span.Start.IsKnown)
            {
                return true;
            }
        }

        return false;
    }

    private static string? HeaderAdvice(string name) =>
        WellKnownMacros.HeaderOf(name) is { } header ? $"it is a macro of <{header}>, which is not included" : null;

    /// <summary>A variable of a type without a definition; a misspelt tag is the usual reason.</summary>
    private void ReportIncomplete(SourceSpan span, string name, QualifiedType type)
    {
        if (type.IsVoid())
        {
            Report(VoidVariable, span, name);
        }
        else if (type.Canonical is RecordType { Tag: { } tag } && SimilarTag(tag) is { } nearest)
        {
            Report(IncompleteVariableDidYouMean, span, name, type, nearest);
        }
        else
        {
            Report(IncompleteVariable, span, name, type);
        }
    }

    private BoundError ReportIncompleteRecord(RecordType record, SourceSpan span, QualifiedType type)
    {
        if (record.Tag is { } missing && !reportedNames.Add("struct " + missing))
        {
            return Silent(span);
        }

        return record.Tag is { } tag && SimilarTag(tag) is { } nearest
            ? Error(IncompleteRecordDidYouMean, span, type, nearest)
            : Error(IncompleteRecord, span, type);
    }

    // A declaration may have made the wrong tag known: only tags with a definition count.
    private string? SimilarTag(string tag) => Spelling.Nearest(tag, program.Tags.Concat(dialect.SimilarTags(tag, isEnum: false)));

    /// <summary>True for a type made of one that could not be made out.</summary>
    private static bool IsUnknown(QualifiedType type)
    {
        for (var depth = 0; depth < MaxDeclaratorParts + 50; depth++)
        {
            switch (type.Canonical)
            {
                case PointerType pointer:
                    type = pointer.Pointee;
                    continue;
                case ArrayType array:
                    type = array.Element;
                    continue;
                case FunctionType function:
                    type = function.Result;
                    continue;
                default:
                    return ReferenceEquals(type.Canonical, IntegerType.Unknown);
            }
        }

        return false;
    }

    private CType FindTag(string tag, SourceSpan span, TagKind kind)
    {
        if (scope.FindTag(tag) is { } known)
        {
            if (KindOf(known) == kind)
            {
                return known;
            }

            Report(WrongTagKind, span, tag, Describe(KindOf(known)), Describe(kind));
            return MakeTagged(tag, kind);
        }

        var type = program.Tags.Contains(tag) ? null : FindKernelTag(tag, kind);
        if (type is null && !program.Tags.Contains(tag) && kind == TagKind.Struct && dialect.ReportsUnknownRecord(tag, span))
        {
            reportedNames.Add("struct " + tag);
        }

        type ??= MakeTagged(tag, kind);
        fileScope.DeclareTag(tag, type);
        return type;
    }

    private CType? FindKernelTag(string tag, TagKind kind) =>
        kind == TagKind.Enum ? dialect.FindEnum(tag) : dialect.FindRecord(kind == TagKind.Union, tag);

    private static CType MakeTagged(string? tag, TagKind kind) => kind == TagKind.Enum ? new EnumType(tag) : new RecordType(tag, kind == TagKind.Union);

    private static TagKind KindOf(CType type) => type switch
    {
        RecordType { IsUnion: true } => TagKind.Union,
        RecordType => TagKind.Struct,
        _ => TagKind.Enum,
    };

    private static string Describe(TagKind kind) => kind switch
    {
        TagKind.Struct => "struct",
        TagKind.Union => "union",
        _ => "enum",
    };

    private enum TagKind
    {
        Struct, Union, Enum,
    }
}
