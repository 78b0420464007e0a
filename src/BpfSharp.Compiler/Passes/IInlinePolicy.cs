// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Decides which calls the inliner replaces. It is never asked about functions marked noinline.</summary>
internal interface IInlinePolicy
{
    /// <summary>The pass's name.</summary>
    string Name { get; }

    void Begin(Module module, PassContext context);

    /// <summary>Whether all calls go, whatever the body holds.</summary>
    bool IsCertain(Function callee);

    /// <summary>Whether the body goes in place of this call. Calls inside <paramref name="callee"/> have been decided.</summary>
    bool Wants(Function caller, Operation call, Function callee);

    /// <summary>A copy of the body has replaced a call.</summary>
    void NoteExpansion(Function callee);
}
