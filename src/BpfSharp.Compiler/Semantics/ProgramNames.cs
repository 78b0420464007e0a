// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Semantics;

/// <summary>What a program declares at file scope, known before it is bound: its own names win over the kernel's even before their definition.</summary>
internal sealed class ProgramNames
{
    private const int MaxDepth = 2000;

    /// <summary>Tags of records and enums that are defined.</summary>
    public HashSet<string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Functions that are defined, and where.</summary>
    public Dictionary<string, SourceSpan> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>Variables, typedefs, prototypes and enumerators.</summary>
    public HashSet<string> Others { get; } = new(StringComparer.Ordinal);

    public static ProgramNames Of(TranslationUnit unit)
    {
        var names = new ProgramNames();
        foreach (var item in unit.Items)
        {
            if (item is FunctionDefinitionSyntax definition)
            {
                names.Collect(definition.Specifiers.Type, 0);
                if (definition.Declarator.Name is { } name)
                {
                    names.Functions.TryAdd(name.Text, name.Span);
                }
            }
            else if (item is DeclarationSyntax declaration)
            {
                names.Collect(declaration.Specifiers.Type, 0);
                names.Others.UnionWith(declaration.Declarators.Where(d => d.Declarator.Name is not null).Select(d => d.Declarator.Name!.Value.Text));
            }
        }

        return names;
    }

    private void Collect(TypeSpecifierSyntax? specifier, int level)
    {
        if (specifier is EnumSpecifier { Enumerators: { } enumerators } enumeration)
        {
            Others.UnionWith(enumerators.Select(e => e.Name.Text));
            if (enumeration.Tag is { } enumTag)
            {
                Tags.Add(enumTag);
            }
        }

        if (specifier is not RecordSpecifier { Members: { } members } record || level > MaxDepth)
        {
            return;
        }

        if (record.Tag is { } tag)
        {
            Tags.Add(tag);
        }

        foreach (var member in members)
        {
            Collect((member as FieldDeclaration)?.Specifiers.Type, level + 1);
        }
    }
}
