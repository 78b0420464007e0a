// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Finds the longest punctuator at a place.</summary>
internal static class Punctuators
{
    /// <param name="a">The character there.</param>
    /// <param name="b">The next one, line continuations left out.</param>
    /// <param name="c">The one after that.</param>
    /// <returns>The kind and how many characters; <see cref="TokenKind.Unknown"/> for a character C does not use.</returns>
    public static (TokenKind Kind, int Length) Match(char a, char b, char c) => a switch
    {
        '(' => (TokenKind.OpenParen, 1),
        ')' => (TokenKind.CloseParen, 1),
        '[' => (TokenKind.OpenBracket, 1),
        ']' => (TokenKind.CloseBracket, 1),
        '{' => (TokenKind.OpenBrace, 1),
        '}' => (TokenKind.CloseBrace, 1),
        ';' => (TokenKind.Semicolon, 1),
        ',' => (TokenKind.Comma, 1),
        '?' => (TokenKind.Question, 1),
        '~' => (TokenKind.Tilde, 1),
        ':' => b == '>' ? (TokenKind.CloseBracket, 2) : (TokenKind.Colon, 1),
        '.' => b == '.' && c == '.' ? (TokenKind.Ellipsis, 3) : (TokenKind.Dot, 1),
        '+' => Pick(b, '+', TokenKind.PlusPlus, TokenKind.PlusEqual, TokenKind.Plus),
        '-' => b == '>' ? (TokenKind.Arrow, 2) : Pick(b, '-', TokenKind.MinusMinus, TokenKind.MinusEqual, TokenKind.Minus),
        '&' => Pick(b, '&', TokenKind.AmpersandAmpersand, TokenKind.AmpersandEqual, TokenKind.Ampersand),
        '|' => Pick(b, '|', TokenKind.PipePipe, TokenKind.PipeEqual, TokenKind.Pipe),
        '*' => Pick(b, '=', TokenKind.StarEqual, default, TokenKind.Star),
        '/' => Pick(b, '=', TokenKind.SlashEqual, default, TokenKind.Slash),
        '^' => Pick(b, '=', TokenKind.CaretEqual, default, TokenKind.Caret),
        '!' => Pick(b, '=', TokenKind.ExclamationEqual, default, TokenKind.Exclamation),
        '=' => Pick(b, '=', TokenKind.EqualEqual, default, TokenKind.Equal),
        '#' => Pick(b, '#', TokenKind.HashHash, default, TokenKind.Hash),
        '<' => Less(b, c),
        '>' => Greater(b, c),
        '%' => Percent(b),
        _ => (TokenKind.Unknown, 1),
    };

    private static (TokenKind Kind, int Length) Pick(char b, char first, TokenKind both, TokenKind withEqual, TokenKind single) =>
        b == first ? (both, 2) : b == '=' && withEqual != default ? (withEqual, 2) : (single, 1);

    private static (TokenKind Kind, int Length) Less(char b, char c) => b switch
    {
        '<' => c == '=' ? (TokenKind.LessLessEqual, 3) : (TokenKind.LessLess, 2),
        '=' => (TokenKind.LessEqual, 2),
        ':' => (TokenKind.OpenBracket, 2),
        '%' => (TokenKind.OpenBrace, 2),
        _ => (TokenKind.Less, 1),
    };

    private static (TokenKind Kind, int Length) Greater(char b, char c) => b switch
    {
        '>' => c == '=' ? (TokenKind.GreaterGreaterEqual, 3) : (TokenKind.GreaterGreater, 2),
        '=' => (TokenKind.GreaterEqual, 2),
        _ => (TokenKind.Greater, 1),
    };

    // The four-character digraph of ## is left out: it reads as two of #.
    private static (TokenKind Kind, int Length) Percent(char b) => b switch
    {
        '=' => (TokenKind.PercentEqual, 2),
        '>' => (TokenKind.CloseBrace, 2),
        ':' => (TokenKind.Hash, 2),
        _ => (TokenKind.Percent, 1),
    };
}
