// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Lowering;

public class LoweringGoldenTests
{
    public static TheoryData<string> Cases => Golden.Cases("lower");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lowers(string file) => Golden.Check("lower", file, text => IrPrinter.Print(CSource.Lower(text)));
}
