// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Each keyword with its alternative spellings.</summary>
internal static class Keywords
{
    private static readonly (TokenKind Kind, string Spellings)[] Table =
    [
        (TokenKind.Auto, "auto"), (TokenKind.Break, "break"), (TokenKind.Case, "case"), (TokenKind.Char, "char"),
        (TokenKind.Const, "const __const __const__"), (TokenKind.Continue, "continue"), (TokenKind.Default, "default"), (TokenKind.Do, "do"),
        (TokenKind.Double, "double"), (TokenKind.Else, "else"), (TokenKind.Enum, "enum"), (TokenKind.Extern, "extern"),
        (TokenKind.Float, "float"), (TokenKind.For, "for"), (TokenKind.Goto, "goto"), (TokenKind.If, "if"),
        (TokenKind.Inline, "inline __inline __inline__"), (TokenKind.Int, "int"), (TokenKind.Long, "long"), (TokenKind.Register, "register"),
        (TokenKind.Restrict, "restrict __restrict __restrict__"), (TokenKind.Return, "return"), (TokenKind.Short, "short"),
        (TokenKind.Signed, "signed __signed __signed__"), (TokenKind.Sizeof, "sizeof"), (TokenKind.Static, "static"),
        (TokenKind.Struct, "struct"), (TokenKind.Switch, "switch"), (TokenKind.Typedef, "typedef"), (TokenKind.Union, "union"),
        (TokenKind.Unsigned, "unsigned"), (TokenKind.Void, "void"), (TokenKind.Volatile, "volatile __volatile __volatile__"),
        (TokenKind.While, "while"), (TokenKind.Bool, "_Bool"), (TokenKind.Alignas, "_Alignas"),
        (TokenKind.Alignof, "_Alignof __alignof __alignof__"), (TokenKind.Generic, "_Generic"), (TokenKind.Noreturn, "_Noreturn"),
        (TokenKind.StaticAssert, "_Static_assert static_assert"), (TokenKind.ThreadLocal, "_Thread_local __thread"),
        (TokenKind.Atomic, "_Atomic"), (TokenKind.Complex, "_Complex __complex __complex__"), (TokenKind.Typeof, "typeof __typeof __typeof__"),
        (TokenKind.AutoType, "__auto_type"), (TokenKind.Attribute, "__attribute __attribute__"), (TokenKind.Asm, "asm __asm __asm__"),
        (TokenKind.Extension, "__extension__"), (TokenKind.Int128, "__int128"), (TokenKind.Label, "__label__"),
        (TokenKind.BuiltinTypesCompatible, "__builtin_types_compatible_p"), (TokenKind.BuiltinOffsetof, "__builtin_offsetof"),
        (TokenKind.BuiltinChooseExpr, "__builtin_choose_expr"), (TokenKind.BuiltinVaArg, "__builtin_va_arg"),
        (TokenKind.BuiltinConvertVector, "__builtin_convertvector"),
    ];

    public static IEnumerable<(string Text, TokenKind Kind)> All
    {
        get
        {
            foreach (var (kind, spellings) in Table)
            {
                foreach (var text in spellings.Split(' '))
                {
                    yield return (text, kind);
                }
            }
        }
    }
}
