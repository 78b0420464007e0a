// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Runs passes over a module: leaves out what is switched off or known to be settled, times, dumps and checks.</summary>
internal sealed class PassRunner(Module module, PassContext context, CompileOptions options)
{
    private readonly Dictionary<Function, Progress> progress = [];

    /// <summary>Runs the steps over each function in turn; true when something changed.</summary>
    /// <remarks>
    /// All steps over one function before the next: its operations stay in the processor's caches. Only when the module is to be printed after a pass
    /// does each step go over all functions first, which comes to the same.
    /// </remarks>
    public bool Each(params ReadOnlySpan<PassStep> steps)
    {
        var changed = false;
        if (options.DumpWriter is not null)
        {
            foreach (var step in steps)
            {
                changed |= Run(step, CollectionsMarshal.AsSpan(module.Functions));
            }

            return changed;
        }

        foreach (ref var function in CollectionsMarshal.AsSpan(module.Functions))
        {
            foreach (var step in steps)
            {
                changed |= Run(step, new ReadOnlySpan<Function>(ref function));
            }
        }

        return changed;
    }

    /// <summary>The scalar passes over one function, before it is copied.</summary>
    public void Simplify(Function function) => Run(PassPipeline.Scalars(), new ReadOnlySpan<Function>(ref function));

    public bool Once(IModulePass pass)
    {
        var changed = !IsDisabled(pass.Name) && pass.Run(module, context);
        foreach (var known in progress.Values)
        {
            known.Changes += changed ? 1 : 0;
        }

        End(pass.Name, CollectionsMarshal.AsSpan(module.Functions));
        return changed;
    }

    private bool Run(PassStep step, ReadOnlySpan<Function> functions)
    {
        var changed = false;
        for (var round = 0; round < step.Rounds; round++)
        {
            var changedNow = false;
            foreach (var pass in step.Passes)
            {
                changedNow |= Run(pass, functions);
            }

            if (!changedNow)
            {
                break;
            }

            changed = true;
        }

        return changed;
    }

    private bool Run(IFunctionPass pass, ReadOnlySpan<Function> functions)
    {
        if (IsDisabled(pass.Name))
        {
            return false;
        }

        var changed = false;
        foreach (var function in functions)
        {
            changed |= function.Blocks.Count > 0 && RunUnlessSettled(pass, function);
        }

        End(pass.Name, functions);
        return changed;
    }

    /// <summary>A pass that found nothing to do in a function would find nothing again until another pass has changed it.</summary>
    private bool RunUnlessSettled(IFunctionPass pass, Function function)
    {
        if (!progress.TryGetValue(function, out var state))
        {
            progress.Add(function, state = new Progress());
        }

        if (state.Settled.TryGetValue(pass.Name, out var settledAt) && settledAt == state.Changes)
        {
            return false;
        }

        var before = options.VerifiesPasses ? IrPrinter.Print(function) : null;
        if (pass.Run(function, context))
        {
            state.Changes++;
            return true;
        }

        state.Settled[pass.Name] = state.Changes;
        return before is null || before == IrPrinter.Print(function) ? false
            : throw new InvalidIrException($"{pass.Name} changed '{function.Name}' and says it did not:\n{before}\n{IrPrinter.Print(function)}");
    }

    private bool IsDisabled(string name)
    {
        if (PassCatalog.WhyNeeded(name) is not null)
        {
            return false;
        }

        foreach (var disabled in options.DisabledPasses)
        {
            if (disabled == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is due after a pass went over some functions.</summary>
    private void End(string name, ReadOnlySpan<Function> functions)
    {
        options.Phases?.End(name);
        if (options.DumpWriter is { } writer && (options.DumpAfter == name || options.DumpAfter == "all"))
        {
            writer.WriteLine($"; after {name}");
            writer.WriteLine(IrPrinter.Print(module));
        }

        if (!options.VerifiesPasses)
        {
            return;
        }

        foreach (var function in functions)
        {
            if (function.Blocks.Count > 0 && IrVerifier.FindViolation(function) is { } violation)
            {
                throw new InvalidIrException($"after {name}: {violation}\n{IrPrinter.Print(function)}");
            }
        }
    }

    /// <summary>How often a function was changed, and for each pass the count at which it had nothing to do.</summary>
    private sealed class Progress
    {
        public int Changes { get; set; }
        public Dictionary<string, int> Settled { get; } = new(StringComparer.Ordinal);
    }
}
