// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Semantics;

/// <summary>Spells types as C does, for messages.</summary>
internal static class TypeNames
{
    public static string Describe(QualifiedType type) => Spell(type, "");

    // A C type is read from the name outwards, so the text around the name grows while we walk inwards.
    private static string Spell(QualifiedType type, string around)
    {
        switch (type.Type)
        {
            case PointerType pointer:
                var star = "*" + Qualifiers(type.Qualifiers, "") + (type.Qualifiers != 0 && around.Length > 0 ? " " : "") + around;
                return Spell(pointer.Pointee, pointer.Pointee.Type is ArrayType or FunctionType ? $"({star})" : star);
            case ArrayType array:
                return Spell(new QualifiedType(array.Element.Type, array.Element.Qualifiers | type.Qualifiers), $"{around}[{array.Length}]");
            case FunctionType function:
                return Spell(function.Result, $"{around}({Parameters(function)})");
            default:
                var name = Qualifiers(type.Qualifiers, " ") + Name(type.Type);
                return around.Length == 0 || around[0] == '[' ? name + around : $"{name} {around}";
        }
    }

    private static string Name(CType type) => type switch
    {
        VoidType => "void",
        IntegerType integer => integer.Name,
        FloatType real => real.Name,
        TypedefType typedef => typedef.Name,
        EnumType enumeration => $"enum {enumeration.Tag ?? "(anonymous)"}",
        RecordType record => $"{(record.IsUnion ? "union" : "struct")} {record.Tag ?? "(anonymous)"}",
        _ => "?",
    };

    private static string Parameters(FunctionType function)
    {
        if (!function.HasPrototype)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var parameter in function.Parameters)
        {
            text.Append(text.Length > 0 ? ", " : "").Append(Describe(parameter));
        }

        if (function.IsVariadic)
        {
            text.Append(text.Length > 0 ? ", ..." : "...");
        }

        return text.Length == 0 ? "void" : text.ToString();
    }

    private static string Qualifiers(TypeQualifiers qualifiers, string after)
    {
        if (qualifiers == TypeQualifiers.None)
        {
            return "";
        }

        var text = new StringBuilder();
        Add(TypeQualifiers.Arena, "__arena");
        Add(TypeQualifiers.Const, "const");
        Add(TypeQualifiers.Volatile, "volatile");
        Add(TypeQualifiers.Restrict, "restrict");
        Add(TypeQualifiers.Atomic, "_Atomic");
        return text.Append(after).ToString();

        void Add(TypeQualifiers one, string word)
        {
            if ((qualifiers & one) != 0)
            {
                text.Append(text.Length > 0 ? " " : "").Append(word);
            }
        }
    }
}
