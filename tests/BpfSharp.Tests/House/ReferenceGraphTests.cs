// SPDX-License-Identifier: Apache-2.0
using System.Xml.Linq;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.House;

/// <summary>Projects may only reference what docs/architecture.md allows.</summary>
public class ReferenceGraphTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["BpfSharp.Isa"] = [],
        ["BpfSharp.Objects"] = ["BpfSharp.Isa"],
        ["BpfSharp.Compiler"] = ["BpfSharp.Objects"],
        ["BpfSharp.Vm"] = ["BpfSharp.Objects"],
        ["BpfSharp.Kernel"] = ["BpfSharp.Objects"],
        ["BpfSharp"] = ["BpfSharp.Compiler", "BpfSharp.Kernel"],
        ["BpfSharp.Tooling"] = ["BpfSharp"],
        ["BpfSharp.Tools"] = ["BpfSharp.Tooling"],
        ["BpfSharp.App"] = ["BpfSharp.Tools"],
    };

    public static TheoryData<string> Projects()
    {
        var data = new TheoryData<string>();
        foreach (var folder in new[] { "src", "apps", "tools" })
        {
            foreach (var file in Directory.GetFiles(Repository.PathOf(folder), "*.csproj", SearchOption.AllDirectories))
            {
                data.Add(Path.GetRelativePath(Repository.Root, file));
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_references_only_what_the_house_allows(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var references = XDocument.Load(Repository.PathOf(project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)).ToList();
        Assert.True(Allowed.ContainsKey(name), $"{name} has no place in the graph: add it here and to docs/architecture.md");
        Assert.Empty(references.Except(Allowed[name]));
    }

    [Fact]
    public void The_compiler_makes_no_system_calls() => AssertNoInterop("src/BpfSharp.Isa", "src/BpfSharp.Objects", "src/BpfSharp.Compiler", "src/BpfSharp.Vm", "src/BpfSharp", "src/BpfSharp.Tooling", "tools", "apps");

    private static void AssertNoInterop(params string[] folders)
    {
        var offenders = folders.SelectMany(f => Directory.GetFiles(Repository.PathOf(f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.EndsWith("Tests.cs", StringComparison.Ordinal))
            .Where(f => File.ReadAllText(f) is var text && (text.Contains("[LibraryImport", StringComparison.Ordinal) || text.Contains("[DllImport", StringComparison.Ordinal)))
            .Select(f => Path.GetRelativePath(Repository.Root, f));
        Assert.Empty(offenders);
    }
}
