// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Compiler.Syntax;

/// <summary>What #pragma pack and #pragma clang attribute ask of the records that follow.</summary>
internal sealed class LayoutPragmas
{
    private readonly Stack<int?> savedPacks = new();
    private readonly Stack<bool> attributes = new();

    /// <summary>No member is aligned to more bytes than this; null: as its type wants.</summary>
    public int? Pack { get; private set; }

    /// <summary>Records follow the running kernel's layout, as with the attribute of that name.</summary>
    public bool PreservesAccessIndex => attributes.Contains(true);

    public static bool IsOne(string text) => text.StartsWith("pack", StringComparison.Ordinal) || text.StartsWith("clang attribute", StringComparison.Ordinal);

    public void Apply(string text)
    {
        if (text.StartsWith("pack", StringComparison.Ordinal))
        {
            ApplyPack(Arguments(text));
        }
        else if (text.Contains("pop", StringComparison.Ordinal) && !text.Contains("push", StringComparison.Ordinal))
        {
            attributes.TryPop(out _);
        }
        else if (text.Contains("push", StringComparison.Ordinal))
        {
            attributes.Push(text.Contains("preserve_access_index", StringComparison.Ordinal));
        }
    }

    // pack(), pack(n), pack(push), pack(push, n), pack(pop)
    private void ApplyPack(string[] arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument == "push")
            {
                savedPacks.Push(Pack);
            }
            else if (argument == "pop")
            {
                Pack = savedPacks.TryPop(out var saved) ? saved : null;
            }
            else if (int.TryParse(argument, CultureInfo.InvariantCulture, out var bytes) && bytes is >= 0 and <= 16)
            {
                Pack = bytes == 0 ? null : bytes;
            }
        }

        if (arguments.Length == 0)
        {
            Pack = null;
        }
    }

    private static string[] Arguments(string text)
    {
        var (open, close) = (text.IndexOf('('), text.IndexOf(')'));
        return open < 0 || close < open ? [] : text[(open + 1)..close].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
