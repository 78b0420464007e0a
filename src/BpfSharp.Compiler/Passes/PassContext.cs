// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>What a pass may know besides the IR.</summary>
internal sealed class PassContext(Module module, TargetDescription target, DiagnosticBag diagnostics)
{
    public Module Module { get; } = module;
    public TargetDescription Target { get; } = target;
    public DiagnosticBag Diagnostics { get; } = diagnostics;
}
