// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Gen;

/// <summary>
/// What is said of one diagnostic, in gen/diagnostics/*.md: <c># BS0500 | isa=2</c>, what it means and why; indented by four, a text that causes it and
/// nothing else; the usual way out; indented, a text without the fault. Both are compiled by a test. <c>by=Class.Method</c> instead of options names
/// the test of what no short text can cause.
/// </summary>
internal sealed record DiagnosticExplanation(string Id, string[] Options, List<(bool IsCode, string Text)> Parts)
{
    private const string Heading = "# ";

    public static List<DiagnosticExplanation> Read(string path)
    {
        var found = new List<DiagnosticExplanation>();
        foreach (var line in File.ReadAllLines(path))
        {
            if (line.StartsWith(Heading, StringComparison.Ordinal))
            {
                var head = line[Heading.Length..].Split(" | ", 2);
                found.Add(new DiagnosticExplanation(head[0], head.Length > 1 ? head[1].Split(' ') : [], []));
            }
            else
            {
                found[^1].Add(line);
            }
        }

        return found;
    }

    private void Add(string line)
    {
        var isCode = line.StartsWith("    ", StringComparison.Ordinal);
        if (isCode && Parts is [.., (true, var text)])
        {
            Parts[^1] = (true, text + line[4..] + "\n");
        }
        else if (line.Length > 0)
        {
            Parts.Add((isCode, isCode ? line[4..] + "\n" : line));
        }
    }
}
