// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

/// <summary>What the lowering of all functions shares.</summary>
internal sealed class LoweringContext
{
    private readonly Module module;

    public LoweringContext(Module module, TargetDescription target, DiagnosticBag diagnostics, CoreAccess core)
    {
        this.module = module;
        Target = target;
        Diagnostics = diagnostics;
        Core = core;
        Globals = new GlobalLowering(this, module);
    }

    public TargetDescription Target { get; }
    public DiagnosticBag Diagnostics { get; }

    public CoreAccess Core { get; }

    /// <summary>The functions with bodies.</summary>
    public Dictionary<FunctionSymbol, Function> Functions { get; } = [];
    public GlobalLowering Globals { get; }

    /// <summary>Notes a function or variable of the kernel that the code mentions.</summary>
    public void Use(Symbol external) => module.Externals.TryAdd(external.Name, external);

    public Intrinsics Intrinsics { get; } = new();

    /// <summary>Sizes, and what initialises static storage.</summary>
    public ConstantEvaluator Constants { get; } = new(null);
}
