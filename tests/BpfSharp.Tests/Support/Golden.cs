// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tests.Support;

/// <summary>
/// Golden cases: one file holds the input and what is expected, parted by a line <c>=====</c>. With BPFSHARP_ACCEPT=1 in the environment the
/// expectation is rewritten instead of compared; the diff is then reviewed.
/// </summary>
internal static class Golden
{
    private const string Separator = "=====";

    /// <summary>The case files of a folder below tests/golden, as xunit theory data.</summary>
    public static TheoryData<string> Cases(string folder)
    {
        var data = new TheoryData<string>();
        foreach (var file in Directory.GetFiles(Repository.PathOf("tests", "golden", folder)).Order(StringComparer.Ordinal))
        {
            data.Add(Path.GetFileName(file));
        }

        return data;
    }

    /// <summary>Runs one case: <paramref name="transform"/> maps the input to the text that must equal the expectation.</summary>
    public static void Check(string folder, string file, Func<string, string> transform)
    {
        var path = Repository.PathOf("tests", "golden", folder, file);
        var text = File.ReadAllText(path);
        var at = text.IndexOf("\n" + Separator, StringComparison.Ordinal);
        var input = at < 0 ? text : text[..(at + 1)];
        var expected = at < 0 ? "" : text[(text.IndexOf('\n', at + 1) + 1)..];
        var actual = transform(input).TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("BPFSHARP_ACCEPT") == "1")
        {
            File.WriteAllText(path, input.TrimEnd('\n') + "\n" + Separator + "\n" + actual);
            return;
        }

        Assert.Equal(expected.TrimEnd() + "\n", actual);
    }
}
