// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Preprocessing;

/// <summary>A growing run of tokens that is reused when its expansion has been read.</summary>
internal sealed class TokenBuffer
{
    private Token[] tokens = new Token[32];

    public int Count { get; private set; }
    public Token[] Items => tokens;
    public ReadOnlySpan<Token> Span => tokens.AsSpan(0, Count);
    public ref Token Last => ref tokens[Count - 1];

    public void Add(in Token token)
    {
        if (Count == tokens.Length)
        {
            Array.Resize(ref tokens, Count * 2);
        }

        tokens[Count++] = token;
    }

    public void Clear() => Count = 0;
}
