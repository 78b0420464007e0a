// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Passes;

/// <summary>Static variables that the program only reads are constants, whether they say so or not: their loads fold, and they move to .rodata.</summary>
/// <remarks>
/// Only what no one else can write: not global (user space knows those by name), not volatile, in no section the program chose. An address
/// that goes anywhere but into a load ends the matter. Linear.
/// <code>static const char *hex = "0123456789abcdef";</code></remarks>
internal sealed class ConstantGlobals : IModulePass
{
    public string Name => "constant-globals";

    public bool Run(Module module, PassContext context)
    {
        var candidates = module.Globals.Where(IsCandidate).ToHashSet();
        foreach (var global in module.Globals)
        {
            candidates.RemoveWhere(c => global.Addresses.Exists(a => ReferenceEquals(a.Symbol, c)));
        }

        foreach (var operation in module.Functions.SelectMany(f => f.Blocks).SelectMany(b => b.Operations))
        {
            if (operation is { Code: OpCode.GlobalAddress, Symbol: GlobalVariable global } && candidates.Contains(global) && !IsOnlyRead(operation))
            {
                candidates.Remove(global);
            }
        }

        foreach (var global in candidates)
        {
            global.IsConstant = true;
            global.Section = ".rodata";
        }

        return candidates.Count > 0;
    }

    private static bool IsCandidate(GlobalVariable global) =>
        global is { IsConstant: false, IsExtern: false, Source: { Storage: VariableStorage.Static, Section: null, IsWeak: false } source } && !source.Type.IsVolatile;

    private static bool IsOnlyRead(Operation address)
    {
        foreach (var user in address.Users)
        {
            var isRead = user.Code switch
            {
                OpCode.Load => !user.IsVolatile,
                OpCode.PointerAdd => ReferenceEquals(user.Operands[0], address) && IsOnlyRead(user),
                _ => false,
            };
            if (!isRead)
            {
                return false;
            }
        }

        return true;
    }
}
