// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Lowering;

/// <summary>How accesses to kernel records follow the kernel's layout: left to the loader, or settled for the target.</summary>
internal sealed class CoreAccess(KernelTypes types, bool records)
{
    private readonly ConstantEvaluator constants = new(null);

    /// <summary>Relocations are recorded.</summary>
    public bool Records { get; } = records;

    /// <summary>The path to a place whose offset is the kernel's affair; null for all others.</summary>
    public CorePath? PathTo(BoundExpression place) => CorePath.Of(place, constants) is { IsRelocatable: true } path ? path : null;

    /// <summary>Where the place is on the target; as the program declares it when the kernel has no such member.</summary>
    public CorePlace Settle(CorePath path) => path.InKernel(types) ?? path.Local();

    public static CoreReference Reference(CorePath path, CoreRelocationKind kind) => new(kind, path.Root.ToString()!, path.Text, path.Local().Answer(kind), path.Root);
}
