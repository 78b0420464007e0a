// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Preprocessing;

/// <summary>The atoms of the punctuators by kind, so that the lexer need not look them up by spelling.</summary>
internal sealed class PunctuatorAtoms
{
    private static readonly string[] Spellings =
    [
        "(", ")", "[", "]", "{", "}", ";", ",", ":", "?", ".", "...", "->",
        "+", "-", "*", "/", "%", "&", "|", "^", "~", "!", "<", ">", "=",
        "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
        "*=", "/=", "%=", "+=", "-=", "<<=", ">>=", "&=", "^=", "|=",
        "#", "##",
    ];

    private readonly Atom[] atoms = new Atom[Spellings.Length];

    public PunctuatorAtoms(AtomTable table)
    {
        for (var i = 0; i < Spellings.Length; i++)
        {
            atoms[i] = table.Intern(Spellings[i]);
        }

        Empty = table.Intern("");
    }

    /// <summary>The atom of tokens without text.</summary>
    public Atom Empty { get; }

    public Atom this[TokenKind kind] => atoms[kind - TokenKind.OpenParen];
}
