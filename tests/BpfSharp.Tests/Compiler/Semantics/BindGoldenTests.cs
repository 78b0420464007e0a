// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Semantics;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Semantics;

public class BindGoldenTests
{
    public static TheoryData<string> Cases => Golden.Cases("bind");

    /// <summary>Each case shows the typed tree and, before it, what was reported.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Binds_as_recorded(string file) => Golden.Check("bind", file, text =>
    {
        var bound = Bound.From(text);
        return bound.Messages() + (bound.Diagnostics.HasErrors ? "" : BoundTreePrinter.Print(bound.Unit));
    });
}
