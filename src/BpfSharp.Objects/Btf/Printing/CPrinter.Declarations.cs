// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp.Objects.Btf.Printing;

/// <summary>The text of single declarations.</summary>
public sealed partial class CPrinter
{
    private static readonly string[] IntegerWords = ["char", "short", "int", "long", "signed", "unsigned", "_Bool", "__int128"];
    private static readonly string[] FloatNames = ["float", "double", "long double"];

    private static string Keyword(BtfType type) => type.Kind switch
    {
        BtfKind.Union => "union",
        BtfKind.Forward => type.KindFlag ? "union" : "struct",
        BtfKind.Enum or BtfKind.Enum64 => "enum",
        _ => "struct",
    };

    private string TagOf(BtfType type) => names.Of(type) is { Length: > 0 } name ? $"{Keyword(type)} {name}" : Keyword(type);

    private void DeclareTag(BtfType type)
    {
        var tag = TagOf(type);
        if (declaredTags.Add(tag))
        {
            output.Write(tag);
            output.Write(";\n\n");
        }
    }

    private void WriteEnum(BtfType type)
    {
        output.Write(Body(type, 0));
        output.Write(";\n\n");
    }

    private void WriteTypedef(BtfType type)
    {
        if ((progress[type.Id] & Progress.Declared) != 0)
        {
            return;
        }

        progress[type.Id] |= Progress.Declared;
        NeedName(type.TypeId);
        output.Write($"typedef {Declare(type.TypeId, names.Of(type), 0)};\n\n");
    }

    // Compilers of other languages and vector units have numbers that C does not know by name.
    private void WriteMissingNumber(BtfType type)
    {
        if (IsKnownNumber(type))
        {
            return;
        }

        var isSigned = type.Kind == BtfKind.Int && type.Integer.IsSigned;
        var stand = (type.Kind, type.Size) switch
        {
            (BtfKind.Float, 4) => "float",
            (BtfKind.Float, 8) => "double",
            (BtfKind.Int, 1) => type.Integer.IsBool ? "_Bool" : isSigned ? "signed char" : "unsigned char",
            (BtfKind.Int, 2) => isSigned ? "short" : "unsigned short",
            (BtfKind.Int, 4) => isSigned ? "int" : "unsigned int",
            (BtfKind.Int, 8) => isSigned ? "long" : "unsigned long",
            (BtfKind.Int, 16) => isSigned ? "__int128" : "unsigned __int128",
            _ => string.Create(CultureInfo.InvariantCulture, $"struct {{ unsigned char bytes[{(uint)type.Size}]; }}"),
        };
        output.Write($"typedef {stand} {CNames.Valid(type.Name)};\n\n");
    }

    private static bool IsKnownNumber(BtfType type) => type.Kind == BtfKind.Float
        ? Array.IndexOf(FloatNames, type.Name) >= 0
        : type.Name.Split(' ').All(w => Array.IndexOf(IntegerWords, w) >= 0);

    /// <summary>A declaration of <paramref name="inner"/> with this type, outermost part of the type first.</summary>
    private string Declare(uint id, string inner, int indent, bool namesParameters = false)
    {
        var qualifiers = "";
        for (var steps = 0; ; steps++)
        {
            if (inner.Length > MaximumDeclaration || steps > MaximumDepth)
            {
                throw new FormatException($"the declaration that ends at BTF type {id} does not come to an end");
            }

            var type = types.Get(id);
            switch (type.Kind)
            {
                case BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict:
                    qualifiers += qualifiers.Contains(Qualifier(type.Kind), StringComparison.Ordinal) ? "" : Qualifier(type.Kind);
                    break;
                case BtfKind.TypeTag:
                    break;
                case BtfKind.Pointer:
                    inner = "*" + (inner.Length == 0 ? qualifiers.TrimEnd() : qualifiers + inner);
                    qualifiers = "";
                    break;
                case BtfKind.Array:
                    inner = string.Create(CultureInfo.InvariantCulture, $"{Grouped(inner)}[{(uint)type.Array.Length}]");
                    id = type.Array.ElementTypeId;
                    continue;
                case BtfKind.FunctionPrototype:
                    inner = Grouped(inner) + Parameters(type, indent, namesParameters);
                    qualifiers = "";
                    break;
                default:
                    var text = qualifiers + Specifier(type, indent);
                    return inner.Length == 0 ? text : $"{text} {inner}";
            }

            id = type.TypeId;
        }
    }

    private static string Qualifier(BtfKind kind) => kind switch
    {
        BtfKind.Const => "const ",
        BtfKind.Volatile => "volatile ",
        _ => "restrict ",
    };

    private static string Grouped(string inner) => inner.StartsWith('*') ? $"({inner})" : inner;

    private string Parameters(BtfType prototype, int indent, bool withNames)
    {
        if (++depth > MaximumDepth)
        {
            throw new FormatException($"{prototype} nests more than {MaximumDepth} types deep");
        }

        var list = new StringBuilder("(");
        for (var i = 0; i < prototype.ItemCount; i++)
        {
            var parameter = prototype.Parameter(i);
            list.Append(i == 0 ? "" : ", ");
            if (parameter.TypeId == 0 && i == prototype.ItemCount - 1)
            {
                // Clang's "(void)" is one parameter without a type, too.
                list.Append(i == 0 ? "void" : "...");
                continue;
            }

            list.Append(Declare(parameter.TypeId, withNames ? CNames.Valid(parameter.Name) : "", indent));
            Limit(list, prototype);
        }

        depth--;
        return list.Append(prototype.ItemCount == 0 ? "void)" : ")").ToString();
    }

    private string Specifier(BtfType type, int indent) => type.Kind switch
    {
        BtfKind.Void => "void",
        BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 when type.Name.Length == 0 => Body(type, indent),
        BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Forward => TagOf(type),
        BtfKind.Typedef => names.Of(type),
        BtfKind.Int or BtfKind.Float => IsKnownNumber(type) ? type.Name : CNames.Valid(type.Name),
        _ => throw new FormatException($"{type} stands where a type of C is meant"),
    };

    private string Body(BtfType type, int indent, bool asMember = false)
    {
        if (++depth > MaximumDepth)
        {
            throw new FormatException($"{type} nests more than {MaximumDepth} types deep");
        }

        var text = type.Kind is BtfKind.Struct or BtfKind.Union ? RecordBody(type, asMember ? Keyword(type) : TagOf(type), indent) : EnumBody(type, indent);
        depth--;
        return text;
    }

    private string RecordBody(BtfType record, string tag, int indent)
    {
        var text = new StringBuilder(tag).Append(" {");
        var end = 0;
        for (var i = 0; i < record.ItemCount; i++)
        {
            var member = record.Member(i);
            AppendPadding(text, end, layout.GapBefore(record, member, end), indent + 1);
            NewLine(text, indent + 1).Append(Member(member, indent + 1));
            if (member.BitSize != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $": {member.BitSize}");
            }

            text.Append(';');
            end = Math.Max(end, layout.EndOf(member));
            Limit(text, record);
        }

        AppendPadding(text, end, layout.GapAtEnd(record, end), indent + 1);
        if (text[^1] == ';')
        {
            NewLine(text, indent);
        }

        text.Append('}').Append(layout.IsPacked(record) ? " __attribute__((packed))" : "");
        return layout.ForcedAlignment(record) is > 0 and var alignment
            ? text.Append(CultureInfo.InvariantCulture, $" __attribute__((aligned({alignment})))").ToString()
            : text.ToString();
    }

    // Kernels built with -fms-extensions have members without a name of a record with one; other compilers take its members only when they are written out.
    private string Member(BtfMember member, int indent) =>
        member.Name.Length == 0 && types.SkipModifiers(member.TypeId) is { Kind: BtfKind.Struct or BtfKind.Union, Name.Length: > 0 } record
            ? Body(record, indent, asMember: true)
            : Declare(member.TypeId, CNames.Valid(member.Name), indent);

    /// <summary>Unnamed bit-fields, none across a 64-bit word; they move what follows and align nothing.</summary>
    private static void AppendPadding(StringBuilder text, int start, int bits, int indent)
    {
        for (var at = start; at < start + bits;)
        {
            var chunk = Math.Min(start + bits, (at / 64 + 1) * 64) - at;
            NewLine(text, indent).Append(CultureInfo.InvariantCulture, $"long: {chunk};");
            at += chunk;
            if (text.Length > MaximumDeclaration)
            {
                throw new FormatException($"a record has {bits} bits of padding");
            }
        }
    }

    private string EnumBody(BtfType type, int indent)
    {
        var text = new StringBuilder(TagOf(type));
        if (type.ItemCount > 0)
        {
            text.Append(" {");
            for (var i = 0; i < type.ItemCount; i++)
            {
                var enumerator = type.Enumerator(i);
                var value = type.Kind == BtfKind.Enum64 ? BtfListing.WideValue(type, enumerator.Value) : enumerator.Value.ToString(CultureInfo.InvariantCulture);
                NewLine(text, indent + 1).Append(names.Enumerator(enumerator.Name)).Append(" = ").Append(value).Append(',');
                Limit(text, type);
            }

            NewLine(text, indent).Append('}');
            text.Append(type.Size switch
            {
                1 => " __attribute__((mode(byte)))",
                2 => " __attribute__((mode(HI)))",
                8 => " __attribute__((mode(word)))",
                _ => "",
            });
        }

        return text.ToString();
    }

    private static StringBuilder NewLine(StringBuilder text, int indent) => text.Append('\n').Append('\t', indent);

    private static void Limit(StringBuilder text, BtfType type)
    {
        if (text.Length > MaximumDeclaration)
        {
            throw new FormatException($"the declaration of {type} is longer than {MaximumDeclaration} characters");
        }
    }
}
