// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Passes;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Passes;

/// <summary>Which variables count as constants. In C, as the text form of the IR does not say how a variable was declared.</summary>
public class ConstantGlobalsTests
{
    [Theory]
    [InlineData("static int v = 5;", "return v;", true)]
    [InlineData("static int v[4] = { 1, 2 };", "return v[i & 3];", true)]
    [InlineData("static struct { int a, b; } v = { 1, 2 };", "return v.b;", true)]
    [InlineData("int v = 5;", "return v;", false)] // user space may set it by its name
    [InlineData("static volatile int v = 5;", "return v;", false)]
    [InlineData("static int v __attribute__((section(\".data.mine\"))) = 5;", "return v;", false)]
    [InlineData("static int v = 5;", "if (i) v = 6; return v;", false)]
    [InlineData("static int v[4] = { 1, 2 };", "v[i & 3]++; return v[0];", false)]
    [InlineData("static int v = 5; int keep(int *p) { return *p; }", "return keep(&v);", false)]
    [InlineData("static int v = 5; int *other = &v;", "return v;", false)] // whoever has the other variable has its address
    [InlineData("static int v = 5;", "return __sync_fetch_and_add(&v, 1);", false)]
    public void Are_those_that_nobody_can_write(string declaration, string body, bool isConstant)
    {
        var module = CSource.Lower($"{declaration}\nint f(int i) {{ {body} }}\n");
        new ConstantGlobals().Run(module, new PassContext(module, new TargetDescription(), new DiagnosticBag()));

        var variable = module.Globals.Find(static g => g.Name == "v")!;
        Assert.Equal(isConstant, variable.IsConstant);
        Assert.Equal(isConstant, variable.Section == ".rodata");
    }
}
