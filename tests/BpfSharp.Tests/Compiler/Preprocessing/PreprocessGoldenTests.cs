// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Preprocessing;

/// <summary>The expectations were compared with what clang -E -P says about the same text.</summary>
public class PreprocessGoldenTests
{
    public static TheoryData<string> Cases => Golden.Cases("preprocess");
    public static TheoryData<string> Renderings => Golden.Cases("rendering");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Preprocesses_as_expected(string file) => Golden.Check("preprocess", file, text => TextRun.Of(text).Output);

    [Theory]
    [MemberData(nameof(Renderings))]
    public void Renders_diagnostics_as_expected(string file)
    {
        var headers = new FakeHeaders();
        headers.Headers["inner.h"] = "#define BAD(x) (x @ 1)\n#error from the header\n";
        headers.Headers["outer.h"] = "// outer\n#include <inner.h>\n";
        headers.Macros["KERNEL_MIN"] = "KERNEL_MIN(a,b) ((a) ` (b))";
        Golden.Check("rendering", file, text => TextRun.Of(text, headers: headers).Rendered);
    }
}
