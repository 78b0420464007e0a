// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>The passes in order, and how they are run.</summary>
internal static class PassPipeline
{
    private const int ScalarRoundLimit = 4;
    private const long SizeLimit = 300_000_000;

    /// <summary>Checks the IR after each pass; tests switch it on.</summary>
    public static bool VerifyAfterEachPass { get; set; } = AppContext.TryGetSwitch("BpfSharp.Compiler.VerifyPasses", out var isOn) && isOn;

    public static void Run(Module module, PassContext context, CompileOptions options)
    {
        var run = new Runner(module, context, options);

        run.Once(new SimplifyControlFlow());     // no unreachable code is inlined
        run.Once(new Inliner(new RequiredInlining(), run.Simplify)); // later passes see whole programs; BCC's static functions are inlined by definition
        if (context.Diagnostics.HasErrors || IsTooLarge(module, context))
        {
            return;
        }

        run.Once(new ContextArguments());        // from here on arguments are plain loads
        run.Scalars();                           // SSA: everything below wants it
        if (run.Once(new ConstantGlobals()))     // what nobody writes folds like a constant
        {
            run.Scalars();
        }

        run.Calls();                             // pointers to functions have met their calls
        if (run.Once(new Inliner(new PayingInlining())))
        {
            if (context.Diagnostics.HasErrors || IsTooLarge(module, context))
            {
                return;
            }

            run.Scalars();                       // bodies meet their arguments
        }

        run.Calls();                             // … and inlined bodies theirs
        run.Once(new PointerInduction());        // loops bounded by an offset: unrolling counts them, the verifier follows them
        run.Once(new MaskedCounters());          // loops that end by a few bits: the verifier follows what has few values
        run.Once(new LateConstants(isLast: false)); // inlining has made constants of what was variable
        run.Once(new LoopUnrolling());           // needs constants in loop bounds, which the scalar passes found
        run.Scalars();                           // what unrolling made constant
        run.Calls();                             // tables of functions indexed by the loop
        run.Once(new ResolveCalls(isLast: true)); // what is still unknown stays so
        run.Once(new AddressTables());           // the same for tables of addresses
        run.Once(new AddressSpaces());           // after all copies of pointers are gone and few kinds meet
        run.Once(new LateConstants(isLast: true)); // what kind of memory a copy of unknown size reads is known now
        run.Once(new KernelReads());             // loads become calls: dead ones are gone, equal ones are one
        run.Once(new ExpandMemory());            // after copies from the kernel became calls
        run.Once(new AlignedAccesses());         // after copies became loads and stores
        run.Scalars();                           // new loads and stores meet constants
        run.Once(new AddressSpaces());           // pointers made by the passes in between
        run.Once(new InvariantMotion());         // addresses and constants out of loops
        run.Once(new IfConversion());            // last: earlier passes reason better about branches than about selects
        run.Once(new Sinking());                 // after whatever moves code up; stores left are those that matter
        run.Once(new Combine());                 // selects that turned out trivial, uninitialised values
        run.Once(new WideComparisons());         // nothing looks at comparisons any more
        run.Once(new SettlePhis());              // registers must be readable on every path
        run.Once(new DeadCode());                // leave nothing for code generation to skip
        run.Once(new SimplifyControlFlow());
        run.Once(new BlockOrder());              // code generation lays blocks out as they stand
    }

    /// <summary>Reports functions whose analysis would take blocks times values beyond reason; the verifier would not go through them either.</summary>
    private static bool IsTooLarge(Module module, PassContext context)
    {
        foreach (var function in module.Functions)
        {
            var operations = function.Blocks.Sum(b => b.Operations.Count);
            if ((long)function.Blocks.Count * operations > SizeLimit)
            {
                context.Diagnostics.Report(CodegenDiagnostics.FunctionTooLarge, function.Source?.Span ?? default, function.Name, function.Blocks.Count, operations);
                return true;
            }
        }

        return false;
    }

    /// <summary>Run in turn until nothing changes.</summary>
    private static IFunctionPass[] ScalarGroup() =>
    [
        new SimplifyControlFlow(),               // few blocks, so few phis
        new ScalarReplacement(),                 // records become scalars …
        new PromoteToRegisters(),                // … and scalars values
        new Combine(),                           // folds what became visible
        new ConstantPropagation(),               // decides branches by constants that travel through phis
        new SimplifyControlFlow(),               // drops the decided sides
        new JumpThreading(),                     // phis of constants decide branches per predecessor
        new ValueNumbering(),                    // equal computations and loads are made once
        new DeadStores(),                        // what loads no longer need
        new DeadCode(),                          // the leftovers, so that use counts are true
    ];

    private sealed class Runner(Module module, PassContext context, CompileOptions options)
    {
        private readonly Dictionary<Function, Progress> progress = [];

        public void Scalars()
        {
            var passes = ScalarGroup();
            var active = module.Functions.FindAll(f => f.Blocks.Count > 0);
            for (var round = 0; round < ScalarRoundLimit && active.Count > 0; round++)
            {
                var changed = new HashSet<Function>();
                foreach (var pass in passes)
                {
                    Each(pass, active, changed);
                }

                active.RemoveAll(f => !changed.Contains(f));
            }
        }

        /// <summary>The scalar passes over one function, before it is copied.</summary>
        public void Simplify(Function function)
        {
            var passes = ScalarGroup();
            var changed = new HashSet<Function>();
            for (var round = 0; round < ScalarRoundLimit; round++)
            {
                changed.Clear();
                foreach (var pass in passes)
                {
                    Each(pass, [function], changed);
                }

                if (changed.Count == 0)
                {
                    break;
                }
            }
        }

        /// <summary>Finds callees, and inlines them, as long as that makes further ones known.</summary>
        public void Calls()
        {
            for (var round = 0; round < ScalarRoundLimit && Once(new ResolveCalls(isLast: false)); round++)
            {
                Once(new Inliner(new RequiredInlining(), Simplify));
                Scalars();
            }
        }

        public bool Once(IModulePass pass)
        {
            var changed = !IsDisabled(pass.Name) && pass.Run(module, context);
            foreach (var known in progress.Values)
            {
                known.Changes += changed ? 1 : 0;
            }

            options.Phases?.End(pass.Name);
            Check(pass.Name);
            return changed;
        }

        public bool Once(IFunctionPass pass)
        {
            var changed = new HashSet<Function>();
            Each(pass, module.Functions, changed);
            return changed.Count > 0;
        }

        private void Each(IFunctionPass pass, List<Function> functions, HashSet<Function> changed)
        {
            foreach (var function in functions)
            {
                if (function.Blocks.Count > 0 && !IsDisabled(pass.Name) && RunUnlessSettled(pass, function))
                {
                    changed.Add(function);
                }
            }

            options.Phases?.End(pass.Name);
            Check(pass.Name);
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
            foreach (var disabled in options.DisabledPasses)
            {
                if (disabled == name)
                {
                    return true;
                }
            }

            return false;
        }

        private void Check(string name)
        {
            if (options.DumpWriter is { } writer && (options.DumpAfter == name || options.DumpAfter == "all"))
            {
                writer.WriteLine($"; after {name}");
                writer.WriteLine(IrPrinter.Print(module));
            }

            if (!VerifyAfterEachPass && !options.VerifiesPasses)
            {
                return;
            }

            foreach (var function in module.Functions)
            {
                if (function.Blocks.Count > 0 && IrVerifier.FindViolation(function) is { } violation)
                {
                    throw new InvalidIrException($"after {name}: {violation}\n{IrPrinter.Print(function)}");
                }
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
