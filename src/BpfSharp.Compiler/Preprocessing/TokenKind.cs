// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Preprocessing;

internal enum TokenKind : byte
{
    EndOfFile, Unknown, Identifier, Number, Character, String,

    // #pragma that the parser must see: "#pragma unroll", spelled by the atom
    Pragma,

    // Punctuators
    OpenParen, CloseParen, OpenBracket, CloseBracket, OpenBrace, CloseBrace, Semicolon, Comma, Colon, Question, Dot, Ellipsis, Arrow,
    Plus, Minus, Star, Slash, Percent, Ampersand, Pipe, Caret, Tilde, Exclamation, Less, Greater, Equal,
    PlusPlus, MinusMinus, LessLess, GreaterGreater, LessEqual, GreaterEqual, EqualEqual, ExclamationEqual, AmpersandAmpersand, PipePipe,
    StarEqual, SlashEqual, PercentEqual, PlusEqual, MinusEqual, LessLessEqual, GreaterGreaterEqual, AmpersandEqual, CaretEqual, PipeEqual,
    Hash, HashHash,

    // Keywords; alternative spellings (__const, __inline__, __asm__ …) share a kind
    Auto, Break, Case, Char, Const, Continue, Default, Do, Double, Else, Enum, Extern, Float, For, Goto, If, Inline, Int, Long, Register,
    Restrict, Return, Short, Signed, Sizeof, Static, Struct, Switch, Typedef, Union, Unsigned, Void, Volatile, While,
    Bool, Alignas, Alignof, Generic, Noreturn, StaticAssert, ThreadLocal, Atomic, Complex,
    Typeof, AutoType, Attribute, Asm, Extension, Int128, Label,
    BuiltinTypesCompatible, BuiltinOffsetof, BuiltinChooseExpr, BuiltinVaArg, BuiltinConvertVector,
}
