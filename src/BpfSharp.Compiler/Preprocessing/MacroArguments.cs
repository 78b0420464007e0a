// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Preprocessing;

/// <summary>The arguments of one macro use: as written, and expanded when somebody asks.</summary>
internal sealed class MacroArguments(TokenBuffer written)
{
    private readonly List<(int Start, int End)> ranges = [];
    private TokenBuffer?[]? expanded;

    public static MacroArguments Empty { get; } = new(new TokenBuffer());

    public int Count => ranges.Count;
    public TokenBuffer WrittenTokens => written;

    public void Add(int start, int end) => ranges.Add((start, end));

    public ReadOnlySpan<Token> Written(int index) => index < ranges.Count ? written.Span[ranges[index].Start..ranges[index].End] : [];

    public (int Start, int End) Range(int index) => index < ranges.Count ? ranges[index] : default;

    /// <summary>The slot that keeps the expansion of an argument.</summary>
    public ref TokenBuffer? Expanded(int index)
    {
        expanded ??= new TokenBuffer?[Math.Max(ranges.Count, index + 1)];
        if (index >= expanded.Length)
        {
            Array.Resize(ref expanded, index + 1);
        }

        return ref expanded[index];
    }

    /// <summary>Hands all buffers back.</summary>
    public void Release(Action<TokenBuffer> release)
    {
        if (this == Empty)
        {
            return;
        }

        release(written);
        foreach (var buffer in expanded ?? [])
        {
            if (buffer is not null)
            {
                release(buffer);
            }
        }
    }
}
