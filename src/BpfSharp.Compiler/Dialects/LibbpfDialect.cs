// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Syntax;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Dialects;

/// <summary>C as libbpf's headers shape it: SEC() names programs, maps are BTF-defined and used through helpers.</summary>
internal sealed class LibbpfDialect(TargetDescription target, KernelTypes types, DiagnosticBag diagnostics) : KernelDialect(target, types, diagnostics)
{
    protected override bool ReadsKernelMemoryImplicitly => false;

    public override bool LinksWithOthers => true;

    public override BoundExpression? BindMapMethod(IBindingContext context, MapSymbol map, MemberExpression method, CallExpression call) => null;

    public override void DeclareFunction(IBindingContext context, FunctionSymbol function)
    {
        // ".text" and no section at all mean a subprogram.
        if (function.Section is not { } section || section.StartsWith('.'))
        {
            return;
        }

        if (!SectionName.TryParseByFirstWord(section, out var name))
        {
            // Other loaders have sections of their own, or are told the type: the object keeps the name.
            if (SimilarSection(section) is { } similar)
            {
                context.Diagnostics.Report(DialectsDiagnostics.UnknownSection, function.Span, function.Name, section, similar);
            }

            function.Program = new ProgramAttachment(section, ProgramType.Unspec, default, "", false, false, IsGuess: true);
            return;
        }

        var isTrusted = name.Type is ProgramType.Tracing or ProgramType.Lsm or ProgramType.StructOps;
        function.Program = new ProgramAttachment(section, name.Type, name.AttachType, name.Target, name.IsAutoAttachable && name.AutoLoad, isTrusted, name.ProgramFlags);
    }

    // The kind is spelt nearly like one there is; the target behind it stays. A longer name is the author's own.
    private static string? SimilarSection(string section)
    {
        for (var slash = section.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = section.IndexOf('/', slash + 1))
        {
            if (SimilarKind(section[..slash]) is { } kind)
            {
                return kind + section[slash..];
            }
        }

        return SimilarKind(section);
    }

    private static string? SimilarKind(string words) =>
        Spelling.Nearest(words, SectionName.Kinds) is { } kind && !words.StartsWith(kind, StringComparison.Ordinal) ? kind : null;

    protected override bool IsSyscall(FunctionSymbol function) =>
        function.Parameters[0].Type.Canonical is PointerType { Pointee.Type: TypedefType { Name: SyscallRegisters } };
}
