// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp.Compiler.Ir;

internal sealed partial class IrParser
{
    private string Word(string what) => Current.Kind == IrTokenKind.Word ? tokens[position++].Text : throw Error("expected " + what);

    /// <summary>A string's bytes, one per character.</summary>
    private string String() => Current.Kind == IrTokenKind.String ? tokens[position++].Text : throw Error("expected a string");

    private string StringText() => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(String()));

    private bool Accept(string word)
    {
        if (Current.Kind != IrTokenKind.Word || Current.Text != word)
        {
            return false;
        }

        position++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Accept(word))
        {
            throw Error("expected " + word);
        }
    }

    private bool AcceptMark(string mark)
    {
        if (Current.Kind != IrTokenKind.Mark || Current.Text != mark)
        {
            return false;
        }

        position++;
        return true;
    }

    private void ExpectMark(string mark)
    {
        if (!AcceptMark(mark))
        {
            throw Error("expected " + mark);
        }
    }

    private long Number()
    {
        var word = Word("a number");
        return long.TryParse(word.EndsWith('L') ? word.AsSpan(0, word.Length - 1) : word, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Error($"'{word}' is no number");
    }

    private int NumberAfter(string word)
    {
        Expect(word);
        return (int)Number();
    }

    private string SymbolName()
    {
        var word = Word("a symbol");
        return word.StartsWith('@') ? word[1..] : throw Error("a symbol starts with @");
    }

    private T EnumWord<T>()
        where T : struct, Enum =>
        Enum.TryParse<T>(Word("a name"), out var value) ? value : throw Error($"no such {typeof(T).Name}");

    private IrType Type() => IrNames.TryGetType(Word("a type"), out var type) ? type : throw Error("unknown type");
}
