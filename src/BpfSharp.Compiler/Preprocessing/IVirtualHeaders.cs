// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Headers and macros that exist without a file.</summary>
internal interface IVirtualHeaders
{
    /// <param name="name">As written in the #include, without quotes or brackets.</param>
    /// <param name="text">The header's text, which may be empty.</param>
    bool TryOpenHeader(string name, out string text);

    /// <summary>Asked at most once per name, when a name nobody defined or undefined is about to be used.</summary>
    /// <param name="definition">What follows <c>#define</c>: "AF_INET 2", "min_t(t,a,b) …".</param>
    bool TryGetMacro(string name, out string definition);

    /// <summary>A macro that conditions see, but that replaces nothing in the text: there, a name nothing else declares has its value.</summary>
    bool TryGetConstant(string name, out string definition)
    {
        definition = "";
        return false;
    }

    /// <summary>Names that may be asked for, to find what a misspelt one was meant to be.</summary>
    IEnumerable<string> MacroNames => [];
}

/// <summary>No virtual headers: plain C.</summary>
internal sealed class NoVirtualHeaders : IVirtualHeaders
{
    public static NoVirtualHeaders Instance { get; } = new();

    public bool TryOpenHeader(string name, out string text)
    {
        text = "";
        return false;
    }

    public bool TryGetMacro(string name, out string definition)
    {
        definition = "";
        return false;
    }
}
