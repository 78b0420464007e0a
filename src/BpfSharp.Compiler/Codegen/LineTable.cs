// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Turns positions of instructions into line records, one per run of instructions of one line.</summary>
internal sealed class LineTable(SourceMap sources, ObjectSpec target)
{
    private readonly Dictionary<string, int> files = [];

    public void AddTo(CodeSpec code, List<(int Index, SourceLocation Location)> locations)
    {
        var last = (File: -1, Line: 0);
        foreach (var (index, location) in locations)
        {
            var resolved = sources.Resolve(location);
            if (!resolved.IsKnown)
            {
                continue;
            }

            var here = (File: FileNumber(resolved.Path), resolved.Line);
            if (here != last)
            {
                last = here;
                code.Lines.Add(new LineRecord(index, here.File, resolved.Line, resolved.Column, resolved.LineText));
            }
        }
    }

    private int FileNumber(string path)
    {
        if (!files.TryGetValue(path, out var number))
        {
            files.Add(path, number = target.Files.Count);
            target.Files.Add(path);
        }

        return number;
    }
}
