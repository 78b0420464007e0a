// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Tooling;

namespace BpfSharp.Tools;

/// <summary>All tools by name. A tool is made only when it is asked for.</summary>
public static class ToolCatalog
{
    private static readonly (string Name, Func<Tool> Create)[] Table =
    [
        ("execsnoop", static () => new Execsnoop()),
        ("opensnoop", static () => new Opensnoop()),
        ("runqlat", static () => new Runqlat()),
        ("syscount", static () => new Syscount()),
    ];

    public static IEnumerable<Tool> All => Table.Select(row => row.Create());

    public static Tool? Find(string name)
    {
        foreach (var row in Table)
        {
            if (row.Name == name)
            {
                return row.Create();
            }
        }

        return null;
    }
}
