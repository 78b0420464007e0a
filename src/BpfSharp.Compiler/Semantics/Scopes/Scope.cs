// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

/// <summary>One level of C's block structure: ordinary names and tags.</summary>
internal sealed class Scope(Scope? parent)
{
    private Dictionary<string, Symbol>? symbols;
    private Dictionary<string, CType>? tags;
    private Dictionary<string, LabelSymbol>? labels;

    public Scope? Parent { get; } = parent;

    /// <summary>What is to run on the way out, of the scopes around this one too.</summary>
    public Cleanup? Cleanups { get; set; } = parent?.Cleanups;

    public Symbol? FindHere(string name) => symbols is not null && symbols.TryGetValue(name, out var symbol) ? symbol : null;

    public Symbol? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.FindHere(name) is { } symbol)
            {
                return symbol;
            }
        }

        return null;
    }

    public void Declare(string name, Symbol symbol) => (symbols ??= new(StringComparer.Ordinal))[name] = symbol;

    public CType? FindTagHere(string tag) => tags is not null && tags.TryGetValue(tag, out var type) ? type : null;

    public CType? FindTag(string tag)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.FindTagHere(tag) is { } type)
            {
                return type;
            }
        }

        return null;
    }

    public LabelSymbol? FindLabelHere(string name) => labels is not null && labels.TryGetValue(name, out var label) ? label : null;

    /// <summary>The label "__label__" declared in this block or one around it.</summary>
    public LabelSymbol? FindLabel(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.FindLabelHere(name) is { } label)
            {
                return label;
            }
        }

        return null;
    }

    public void DeclareLabel(LabelSymbol label) => (labels ??= new(StringComparer.Ordinal))[label.Name] = label;

    public void DeclareTag(string tag, CType type) => (tags ??= new(StringComparer.Ordinal))[tag] = type;

    /// <summary>Every ordinary name visible from here.</summary>
    public IEnumerable<string> VisibleNames()
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            foreach (var name in scope.symbols?.Keys ?? Enumerable.Empty<string>())
            {
                yield return name;
            }
        }
    }
}
