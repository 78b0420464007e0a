// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp.Differential.Generation;

/// <summary>A piece of C text with holes, which are nodes: as much of a syntax tree as generating and shrinking need.</summary>
internal sealed class Node
{
    private readonly string format;

    private Node(NodeKind kind, string format, List<Node> children)
    {
        Kind = kind;
        this.format = format;
        Children = children;
    }

    public NodeKind Kind { get; }

    /// <summary>Shrinking changes them in place.</summary>
    public List<Node> Children { get; }

    /// <summary>Arguments of the text that are nodes become children, others text.</summary>
    public static Node Expression(FormattableString text) => Of(NodeKind.Expression, text);

    public static Node Statement(FormattableString text) => Of(NodeKind.Statement, text);

    public static Node Fixed(FormattableString text) => Of(NodeKind.Fixed, text);

    public static Node Text(string text) => new(NodeKind.Fixed, Escape(text), []);

    public static Node Literal(string text) => new(NodeKind.Expression, Escape(text), []);

    public static Node Sequence(IEnumerable<Node> nodes) => new(NodeKind.Sequence, "", [.. nodes]);

    /// <summary>'@' in the text stands for the prefix of file-scope names, so that many programs fit in one file.</summary>
    public string Render(string prefix)
    {
        var text = new StringBuilder();
        Render(text, prefix);
        return text.ToString();
    }

    private static Node Of(NodeKind kind, FormattableString text)
    {
        var children = new List<Node>();
        foreach (var argument in text.GetArguments())
        {
            children.Add(argument as Node ?? Text(Convert.ToString(argument, CultureInfo.InvariantCulture) ?? ""));
        }

        return new Node(kind, text.Format, children);
    }

    private static string Escape(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    private void Render(StringBuilder text, string prefix)
    {
        if (Kind == NodeKind.Sequence)
        {
            foreach (var child in Children)
            {
                child.Render(text, prefix);
                text.Append('\n');
            }

            return;
        }

        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
            {
                text.Append(c);
                i++;
            }
            else if (c == '{')
            {
                var end = format.IndexOf('}', i);
                Children[int.Parse(format.AsSpan(i + 1, end - i - 1), CultureInfo.InvariantCulture)].Render(text, prefix);
                i = end;
            }
            else if (c == '@')
            {
                text.Append(prefix);
            }
            else
            {
                text.Append(c);
            }
        }
    }
}
