// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Syntax;

/// <summary>Words of other languages that people write in C by habit, and what C has in their place.</summary>
internal static class ForeignWords
{
    public static string? AdviceFor(string word) => word switch
    {
        "nullptr" or "null" or "nil" or "None" => "C has NULL",
        "class" => "C has struct, and functions that take a pointer to it",
        "new" or "delete" => "there is no heap in BPF; use a map, or bpf_obj_new",
        "try" or "catch" or "throw" => "C has no exceptions; test the result of the call",
        "template" or "typename" => "C has no templates; write a macro, or use void pointers",
        "namespace" or "using" => "C has no namespaces; give the name a prefix",
        "public" or "private" or "protected" or "virtual" or "override" or "friend" or "operator" or "mutable" or "explicit" => "C has no classes",
        "constexpr" or "consteval" => "write 'static const', or a macro",
        "static_cast" or "reinterpret_cast" or "const_cast" or "dynamic_cast" => "C casts with (type)value",
        "True" or "False" => "C has true and false",
        "elif" or "elsif" => "C has 'else if'",
        "foreach" or "let" or "fn" or "func" or "def" or "var" => "declare variables and functions with their type",
        _ => null,
    };
}
