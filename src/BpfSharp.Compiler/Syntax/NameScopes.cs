// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Syntax;

/// <summary>All the parser must know of names: which identifiers are typedef names where it stands.</summary>
internal sealed class NameScopes(Func<string, bool> isSuppliedTypeName)
{
    /// <summary>Null while nothing is declared there, as in most parameter lists.</summary>
    private readonly Stack<Dictionary<string, bool>?> scopes = new([new Dictionary<string, bool>(StringComparer.Ordinal)]);
    private readonly Dictionary<string, bool> supplied = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> tags = new(StringComparer.Ordinal);

    /// <summary>Typedef names the program declared and sees here.</summary>
    public IEnumerable<string> TypeNames => scopes.OfType<Dictionary<string, bool>>().SelectMany(static s => s.Where(static n => n.Value).Select(static n => n.Key));

    public void Enter() => scopes.Push(null);

    public void Leave() => scopes.Pop();

    public void Declare(string name, bool isTypedef)
    {
        if (scopes.Peek() is not { } scope)
        {
            scopes.Pop();
            scopes.Push(scope = new Dictionary<string, bool>(StringComparer.Ordinal));
        }

        scope[name] = isTypedef;
    }

    public bool IsDeclared(string name)
    {
        foreach (var scope in scopes)
        {
            if (scope is not null && scope.ContainsKey(name))
            {
                return true;
            }
        }

        return false;
    }

    public void DeclareTag(string? tag, string kind) => tags[tag ?? ""] = kind;

    /// <summary>"struct", "union" or "enum" when the program has mentioned this tag.</summary>
    public string? KindOfTag(string tag) => tags.GetValueOrDefault(tag);

    /// <summary>The program's own declarations win; names it never declared are asked from the dialect, once.</summary>
    public bool IsTypeName(string name)
    {
        foreach (var scope in scopes)
        {
            if (scope is not null && scope.TryGetValue(name, out var isTypedef))
            {
                return isTypedef;
            }
        }

        if (!supplied.TryGetValue(name, out var isType))
        {
            isType = isSuppliedTypeName(name);
            supplied.Add(name, isType);
        }

        return isType;
    }
}
