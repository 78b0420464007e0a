// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Preprocessing;

namespace BpfSharp.Compiler.Syntax;

/// <summary>Counts the words of a built-in type, which C allows in any order: "long unsigned int long".</summary>
internal struct TypeWords
{
    private int longs;
    private bool isShort;
    private bool isSigned;
    private bool isUnsigned;
    private TokenKind core;

    public readonly bool IsEmpty => longs == 0 && !isShort && !isSigned && !isUnsigned && core == TokenKind.EndOfFile;

    public static bool IsTypeWord(TokenKind kind) => kind is TokenKind.Void or TokenKind.Bool or TokenKind.Char or TokenKind.Short or TokenKind.Int
        or TokenKind.Long or TokenKind.Signed or TokenKind.Unsigned or TokenKind.Float or TokenKind.Double or TokenKind.Int128 or TokenKind.Complex;

    /// <summary>False when the word does not go with those before it.</summary>
    public bool TryAdd(TokenKind word)
    {
        switch (word)
        {
            case TokenKind.Long when longs < 2 && !isShort && core is TokenKind.EndOfFile or TokenKind.Int or TokenKind.Double:
                longs++;
                return true;
            case TokenKind.Short when longs == 0 && !isShort && core is TokenKind.EndOfFile or TokenKind.Int:
                isShort = true;
                return true;
            case TokenKind.Signed when !isUnsigned && TakesSign(core):
                isSigned = true;
                return true;
            case TokenKind.Unsigned when !isSigned && TakesSign(core):
                isUnsigned = true;
                return true;
            case TokenKind.Int when core == TokenKind.EndOfFile:
                core = word;
                return true;
            case TokenKind.Double when core == TokenKind.EndOfFile && !isShort && !isSigned && !isUnsigned && longs < 2:
                core = word;
                return true;
            case TokenKind.Char or TokenKind.Int128 when core == TokenKind.EndOfFile && longs == 0 && !isShort:
                core = word;
                return true;
            case TokenKind.Void or TokenKind.Bool or TokenKind.Float when IsEmpty:
                core = word;
                return true;
            default:
                return false;
        }
    }

    public readonly BuiltinType Resolve() => core switch
    {
        TokenKind.Void => BuiltinType.Void,
        TokenKind.Bool => BuiltinType.Bool,
        TokenKind.Float => BuiltinType.Float,
        TokenKind.Double => longs > 0 ? BuiltinType.LongDouble : BuiltinType.Double,
        TokenKind.Char => isUnsigned ? BuiltinType.UnsignedChar : isSigned ? BuiltinType.SignedChar : BuiltinType.Char,
        TokenKind.Int128 => isUnsigned ? BuiltinType.UnsignedInt128 : BuiltinType.Int128,
        _ when isShort => isUnsigned ? BuiltinType.UnsignedShort : BuiltinType.Short,
        _ when longs == 1 => isUnsigned ? BuiltinType.UnsignedLong : BuiltinType.Long,
        _ when longs == 2 => isUnsigned ? BuiltinType.UnsignedLongLong : BuiltinType.LongLong,
        _ => isUnsigned ? BuiltinType.UnsignedInt : BuiltinType.Int,
    };

    public override readonly string ToString()
    {
        var words = new List<string>();
        words.AddRange(Enumerable.Repeat("long", longs));
        if (isShort)
        {
            words.Add("short");
        }

        if (isSigned || isUnsigned)
        {
            words.Add(isSigned ? "signed" : "unsigned");
        }

        if (core != TokenKind.EndOfFile)
        {
            words.Add(core.ToString().ToLowerInvariant());
        }

        return string.Join(' ', words);
    }

    private static bool TakesSign(TokenKind core) => core is TokenKind.EndOfFile or TokenKind.Int or TokenKind.Char or TokenKind.Int128;
}
