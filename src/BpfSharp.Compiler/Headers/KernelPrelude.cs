// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Headers;

/// <summary>Puts the kernel declarations that a program mentions in front of it.</summary>
/// <param name="parse">Parses a text as a further file of the program: (name, text).</param>
internal sealed class KernelPrelude(VirtualHeaders headers, KernelTypes types, DiagnosticBag diagnostics, Func<string, string, TranslationUnit> parse)
{
    /// <summary>The unit with the declarations it needs, and those that they need, each after what it is made of.</summary>
    public TranslationUnit AddTo(TranslationUnit unit)
    {
        if (headers.MentionedDeclarations.Count == 0)
        {
            return unit;
        }

        var program = ProgramNames.Of(unit);
        var parts = new List<(int Order, IReadOnlyList<SyntaxNode> Items)>();
        for (var i = 0; i < headers.MentionedDeclarations.Count; i++)
        {
            // Parsing one may mention others, which then stand at the end of the list.
            var name = headers.MentionedDeclarations[i];
            var declaration = KernelDeclarations.Find(name)!;
            if (IsDeclared(name, declaration, program))
            {
                continue;
            }

            var items = parse("<" + declaration.Source + ">", declaration.Text).Items;
            parts.Add((declaration.Order, items));
            if (declaration.IsAssumed)
            {
                diagnostics.Report(DialectsDiagnostics.AssumedRecord, items[0].Span, name, declaration.Source);
            }
        }

        return new TranslationUnit([.. parts.OrderBy(p => p.Order).SelectMany(p => p.Items), .. unit.Items]) { Span = unit.Span };
    }

    private bool IsDeclared(string name, KernelDeclaration declaration, ProgramNames program) => declaration.IsRecord
        ? program.Tags.Contains(name) || types.FindRecord(false, name) is not null
        : program.Functions.ContainsKey(name) || program.Others.Contains(name);
}
