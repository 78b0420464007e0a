// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class KernelTypes
{
    /// <summary>The type a table or a tracepoint format spells: words ("const struct sock", "unsigned long"), then stars. Null when a name is unknown.</summary>
    /// <remarks>A struct or union the kernel does not have becomes an incomplete type: pointers to it are fine.</remarks>
    public QualifiedType? ParseType(string text)
    {
        var stars = text.IndexOf('*', StringComparison.Ordinal);
        var words = (stars < 0 ? text : text[..stars]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (ParseWords(words) is not { } type)
        {
            return null;
        }

        for (var i = stars; i >= 0 && i < text.Length; i++)
        {
            if (text[i] == '*')
            {
                type = new PointerType(type);
            }
        }

        return type;
    }

    private QualifiedType? ParseWords(ReadOnlySpan<string> words)
    {
        var qualifiers = TypeQualifiers.None;
        var rest = new List<string>();
        foreach (var word in words)
        {
            switch (word)
            {
                case "const":
                    qualifiers |= TypeQualifiers.Const;
                    break;
                case "volatile":
                    qualifiers |= TypeQualifiers.Volatile;
                    break;
                case "__user" or "__rcu" or "__percpu" or "__iomem" or "restrict":
                    break;
                default:
                    rest.Add(word);
                    break;
            }
        }

        var type = ParseUnqualified(rest);
        return type is null ? default(QualifiedType?) : new QualifiedType(type, qualifiers);
    }

    private CType? ParseUnqualified(List<string> words)
    {
        if (words.Count == 2 && words[0] is "struct" or "union")
        {
            return FindRecord(words[0] == "union", words[1]) ?? new RecordType(words[1], words[0] == "union");
        }

        if (words.Count == 2 && words[0] == "enum")
        {
            return (CType?)FindEnum(words[1]) ?? IntegerType.UnsignedInt;
        }

        if (words is ["void"])
        {
            return VoidType.Instance;
        }

        return (CType?)BuiltinInteger(words) ?? (words.Count == 1 ? FindTypedef(words[0])?.Type : null);
    }

    // Any order of signed, unsigned, short, int, long, char.
    private static IntegerType? BuiltinInteger(List<string> words)
    {
        int longs = 0;
        bool isUnsigned = false, isSigned = false, isChar = false, isShort = false;
        foreach (var word in words)
        {
            switch (word)
            {
                case "unsigned":
                    isUnsigned = true;
                    break;
                case "signed":
                    isSigned = true;
                    break;
                case "char":
                    isChar = true;
                    break;
                case "short":
                    isShort = true;
                    break;
                case "long":
                    longs++;
                    break;
                case "int":
                    break;
                default:
                    return null;
            }
        }

        if (words.Count == 0)
        {
            return null;
        }

        return (isChar, isShort, longs) switch
        {
            (true, _, _) => isUnsigned ? IntegerType.UnsignedChar : isSigned ? IntegerType.SignedChar : IntegerType.Char,
            (_, true, _) => isUnsigned ? IntegerType.UnsignedShort : IntegerType.Short,
            (_, _, 0) => isUnsigned ? IntegerType.UnsignedInt : IntegerType.Int,
            (_, _, 1) => isUnsigned ? IntegerType.UnsignedLong : IntegerType.Long,
            _ => isUnsigned ? IntegerType.UnsignedLongLong : IntegerType.LongLong,
        };
    }
}
