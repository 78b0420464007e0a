// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>The passes in order; <see cref="PassRunner"/> runs them.</summary>
internal static class PassPipeline
{
    private const int RoundLimit = 4;
    private const long SizeLimit = 300_000_000;

    public static void Run(Module module, PassContext context, CompileOptions options)
    {
        var run = new PassRunner(module, context, options);
        var hasUnknown = module.Functions.Exists(static f => f.Any(Intrinsics.IsThroughPointer)); // no pass makes such calls

        run.Each(Pass(new SimplifyControlFlow())); // no unreachable code is inlined
        run.Once(new Inliner(new RequiredInlining(), run.Simplify)); // later passes see whole programs; BCC's static functions are inlined by definition
        if (context.Diagnostics.HasErrors || IsTooLarge(module, context))
        {
            return;
        }

        run.Each(
            Pass(new ContextArguments()),        // from here on arguments are plain loads
            Scalars());                          // SSA: everything below wants it
        if (run.Once(new ConstantGlobals()))     // what nobody writes folds like a constant
        {
            run.Each(Scalars());
        }

        Calls(run, hasUnknown);                              // pointers to functions have met their calls
        if (run.Once(new Inliner(new PayingInlining())))
        {
            if (context.Diagnostics.HasErrors || IsTooLarge(module, context))
            {
                return;
            }

            run.Each(Scalars());                 // bodies meet their arguments
        }

        Calls(run, hasUnknown);                              // … and inlined bodies theirs
        run.Each(
            Pass(new PointerInduction()),        // loops bounded by an offset: unrolling counts them, the verifier follows them
            Pass(new MaskedCounters()),          // loops that end by a few bits: the verifier follows what has few values
            Pass(new LateConstants(isLast: false)), // inlining has made constants of what was variable
            Pass(new LoopUnrolling()),           // needs constants in loop bounds, which the scalar passes found
            Scalars(),                           // what unrolling made constant
            Pass(new ConstantLocals()));         // tables that are indexed all the same
        Calls(run, hasUnknown);                              // tables of functions indexed by the loop
        run.Each(
            Pass(new ResolveCalls(isLast: true)), // what is still unknown stays so
            Pass(new AddressTables()));          // the same for tables of addresses
        run.Once(new AddressSpaces());           // after all copies of pointers are gone and few kinds meet
        run.Each(
            Pass(new LateConstants(isLast: true)), // what kind of memory a copy of unknown size reads is known now
            Pass(new KernelReads()),             // loads become calls: dead ones are gone, equal ones are one
            Pass(new ExpandMemory()),            // after copies from the kernel became calls
            Pass(new AlignedAccesses()),         // after copies became loads and stores
            Scalars());                          // new loads and stores meet constants
        run.Once(new AddressSpaces());           // pointers made by the passes in between
        run.Each(
            Pass(new CallbackGuards()),          // what the passes know of numbers of rounds they know by now
            Pass(new InvariantMotion()),         // addresses and constants out of loops
            Pass(new IfConversion()),            // last: earlier passes reason better about branches than about selects
            Pass(new Sinking()),                 // after whatever moves code up; stores left are those that matter
            Pass(new Combine()),                 // selects that turned out trivial, uninitialised values
            Pass(new WideComparisons()),         // nothing looks at comparisons any more
            Pass(new SettlePhis()),              // registers must be readable on every path
            Pass(new DeadCode()),                // leave nothing for code generation to skip
            Pass(new SimplifyControlFlow()),
            Pass(new BlockOrder()));             // code generation lays blocks out as they stand
    }

    private static PassStep Pass(IFunctionPass pass) => new([pass], Rounds: 1);

    /// <summary>Run in turn until nothing changes.</summary>
    public static PassStep Scalars() => new(
        [
            new SimplifyControlFlow(),           // few blocks, so few phis
            new ScalarReplacement(),             // records become scalars …
            new PromoteToRegisters(),            // … and scalars values
            new Combine(),                       // folds what became visible
            new ConstantPropagation(),           // decides branches by constants that travel through phis
            new KnownBranches(),                 // branches decide what is asked again behind them
            new SimplifyControlFlow(),           // drops the decided sides
            new JumpThreading(),                 // phis of constants decide branches per predecessor
            new ValueNumbering(),                // equal computations and loads are made once
            new DeadStores(),                    // what loads no longer need
            new DeadCode(),                      // the leftovers, so that use counts are true
        ],
        Rounds: RoundLimit);

    /// <summary>Finds callees, and inlines them, as long as that makes further ones known.</summary>
    private static void Calls(PassRunner run, bool hasUnknown)
    {
        for (var round = 0; hasUnknown && round < RoundLimit && run.Each(Pass(new ResolveCalls(isLast: false))); round++)
        {
            run.Once(new Inliner(new RequiredInlining(), run.Simplify));
            run.Each(Scalars());
        }
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
}
