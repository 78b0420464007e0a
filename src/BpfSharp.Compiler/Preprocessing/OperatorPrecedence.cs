// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Preprocessing;

/// <summary>How tightly C's binary operators bind, in #if and in expressions alike.</summary>
internal static class OperatorPrecedence
{
    /// <summary>1 binds loosest; 0 is no binary operator.</summary>
    public static int Of(TokenKind kind) => kind switch
    {
        TokenKind.PipePipe => 1,
        TokenKind.AmpersandAmpersand => 2,
        TokenKind.Pipe => 3,
        TokenKind.Caret => 4,
        TokenKind.Ampersand => 5,
        TokenKind.EqualEqual or TokenKind.ExclamationEqual => 6,
        TokenKind.Less or TokenKind.Greater or TokenKind.LessEqual or TokenKind.GreaterEqual => 7,
        TokenKind.LessLess or TokenKind.GreaterGreater => 8,
        TokenKind.Plus or TokenKind.Minus => 9,
        TokenKind.Star or TokenKind.Slash or TokenKind.Percent => 10,
        _ => 0,
    };
}
