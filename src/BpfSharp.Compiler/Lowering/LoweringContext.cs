// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Lowering;

/// <summary>What the lowering of all functions shares.</summary>
internal sealed class LoweringContext
{
    private readonly Module module;

    public LoweringContext(Module module, BoundUnit unit, TargetDescription target, DiagnosticBag diagnostics, CoreAccess core)
    {
        this.module = module;
        HasPacketLoads = unit.Functions.TrueForAll(f => f.Program is not { Type: not (ProgramType.Unspec or ProgramType.SocketFilter or ProgramType.SchedCls or ProgramType.SchedAct) });
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

    /// <summary>The programs may read their packet by an instruction; those of other types need a helper.</summary>
    /// <remarks>Source: may_access_skb in kernel/bpf/verifier.c. Functions are inlined into programs of any type, so that one of another type decides for all.</remarks>
    public bool HasPacketLoads { get; }

    /// <summary>Notes a function or variable of the kernel that the code mentions.</summary>
    public void Use(Symbol external) => module.Externals.TryAdd(external.Name, external);

    public Intrinsics Intrinsics { get; } = new();

    /// <summary>Sizes, and what initialises static storage.</summary>
    public ConstantEvaluator Constants { get; } = new(null);
}
