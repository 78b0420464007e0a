// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

/// <summary>Turns the typed tree into IR: every local in an alloca, every lvalue an address, control flow as blocks.</summary>
internal static class Lowering
{
    public static Module Lower(BoundUnit unit, TargetDescription target, DiagnosticBag diagnostics, CoreAccess? core = null)
    {
        var module = new Module { License = unit.License, ReadsKernelMemoryImplicitly = unit.ReadsKernelMemoryImplicitly };
        foreach (var map in unit.Maps)
        {
            module.Maps.Add(map.Spec);
        }

        var context = new LoweringContext(module, unit, target, diagnostics, core ?? new CoreAccess(new KernelTypes(target.KernelTypes), records: false));
        foreach (var symbol in unit.Functions)
        {
            if (symbol.Body is not null && context.Functions.TryAdd(symbol, FunctionLowering.Declare(symbol, diagnostics)))
            {
                module.Functions.Add(context.Functions[symbol]);
            }
        }

        foreach (var variable in unit.Globals)
        {
            // Static variables come when something mentions them: headers declare hundreds that nothing does.
            if (variable.Storage == VariableStorage.Global && variable.Map is null && variable.Section is not ("license" or "version"))
            {
                context.Globals.Of(variable);
            }
        }

        foreach (var (symbol, function) in context.Functions)
        {
            new FunctionLowering(context, symbol, function).Run();
        }

        return module;
    }
}
