// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Inlines what cannot or must not stay a call.</summary>
/// <remarks>
/// Cannot: on kernels without calls, in modules whose pointers are followed through all code (BCC's dialect), with more arguments than registers, with
/// questions only the program can answer, and beside tail calls or locks, which older kernels do not mix with calls. Must not: always_inline, and global
/// functions, which as calls the verifier would check without knowing their arguments.
/// </remarks>
internal sealed class RequiredInlining : IInlinePolicy
{
    private const int MaxParameters = 5, TailCall = 12, SpinLock = 93;
    private readonly Dictionary<Function, bool> mustGo = [];
    private bool all;

    public string Name => "always-inline";

    public void Begin(Module module, PassContext context)
    {
        mustGo.Clear();
        all = module.ReadsKernelMemoryImplicitly || !context.Target.HasBoundedLoops || module.Functions.Exists(static f => f.Any(IsAtOddsWithCalls));
    }

    public bool IsCertain(Function callee) => all || callee.IsAlwaysInline || !callee.IsStatic || callee.Parameters.Count > MaxParameters;

    public bool Wants(Function caller, Operation call, Function callee) => IsCertain(callee) || MustGo(callee);

    public void NoteExpansion(Function callee)
    {
    }

    private bool MustGo(Function callee)
    {
        if (!mustGo.TryGetValue(callee, out var result))
        {
            mustGo[callee] = result = callee.Any(static o => o.Code is OpCode.ContextArgument or OpCode.PacketLoad || Intrinsics.Called(o) == Intrinsics.EndProgram);
        }

        return result;
    }

    private static bool IsAtOddsWithCalls(Operation operation) => operation is { Code: OpCode.PacketLoad } or { Code: OpCode.HelperCall, HelperId: TailCall or SpinLock };
}
