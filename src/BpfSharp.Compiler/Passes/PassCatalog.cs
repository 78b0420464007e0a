// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>The passes by name: for dumps, for leaving them out, for running one alone. Their order is <see cref="PassPipeline"/>'s.</summary>
public static class PassCatalog
{
    /// <summary>What programs cannot do without, and why; the others only improve code.</summary>
    private static readonly Dictionary<string, string> Needs = new(StringComparer.Ordinal)
    {
        ["always-inline"] = "some calls cannot be made",
        ["tail-recursion"] = "BPF has no growing stack",
        ["context-arguments"] = "it finds the arguments of the probed function",
        ["late-constants"] = "it settles what the language leaves to the optimiser",
        ["variable-sizes"] = "it settles what the language leaves to the optimiser",
        ["resolve-calls"] = "calls through pointers become calls here",
        ["indirect-calls"] = "calls through pointers become calls here",
        ["address-tables"] = "no loader writes addresses into a map",
        ["address-spaces"] = "it finds out how memory may be accessed",
        ["kernel-reads"] = "the verifier lets few pointers be read directly",
        ["expand-memory"] = "there are no instructions for blocks of memory",
        ["align-accesses"] = "the kernel takes aligned accesses only",
        ["wide-comparisons"] = "32-bit comparisons are v3's",
        ["callback-guards"] = "the kernel loses callbacks that it finds are never called",
        ["settle-phis"] = "registers must be readable on every path",
    };

    private static readonly Dictionary<string, Func<IFunctionPass>> FunctionPasses = ByName(
        static () => new SimplifyControlFlow(), static () => new ContextArguments(), static () => new ScalarReplacement(), static () => new PromoteToRegisters(),
        static () => new Combine(), static () => new ConstantPropagation(), static () => new KnownBranches(), static () => new JumpThreading(), static () => new ValueNumbering(),
        static () => new DeadStores(), static () => new DeadCode(), static () => new ResolveCalls(isLast: false), static () => new PointerInduction(),
        static () => new MaskedCounters(), static () => new TailRecursion(), static () => new LateConstants(isLast: false), static () => new LoopUnrolling(), static () => new ConstantLocals(),
        static () => new ResolveCalls(isLast: true), static () => new AddressTables(), static () => new LateConstants(isLast: true), static () => new KernelReads(),
        static () => new ExpandMemory(), static () => new AlignedAccesses(), static () => new CallbackGuards(), static () => new InvariantMotion(), static () => new IfConversion(),
        static () => new Sinking(), static () => new WideComparisons(), static () => new SettlePhis(), static () => new BlockOrder());

    private static readonly Dictionary<string, Func<IModulePass>> ModulePasses = new Func<IModulePass>[]
    {
        static () => new Inliner(new RequiredInlining()), static () => new Inliner(new PayingInlining()), static () => new ConstantGlobals(), static () => new AddressSpaces(),
    }.ToDictionary(static make => make().Name, StringComparer.Ordinal);

    /// <summary>All passes, in no order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. FunctionPasses.Keys, .. ModulePasses.Keys];

    /// <summary>Those that can be left out.</summary>
    public static IReadOnlyList<string> Optional { get; } = [.. Names.Where(static name => WhyNeeded(name) is null)];

    /// <summary>Why programs cannot do without a pass; null when they can.</summary>
    public static string? WhyNeeded(string name) => Needs.GetValueOrDefault(name);

    /// <summary>Runs one pass over a module.</summary>
    internal static void Run(string name, Module module, PassContext context)
    {
        if (ModulePasses.TryGetValue(name, out var makeModulePass))
        {
            makeModulePass().Run(module, context);
            return;
        }

        var pass = FunctionPasses[name]();
        foreach (var function in module.Functions)
        {
            if (function.Blocks.Count > 0)
            {
                pass.Run(function, context);
            }
        }
    }

    private static Dictionary<string, Func<IFunctionPass>> ByName(params ReadOnlySpan<Func<IFunctionPass>> makers)
    {
        var result = new Dictionary<string, Func<IFunctionPass>>(StringComparer.Ordinal);
        foreach (var make in makers)
        {
            result.Add(make().Name, make);
        }

        return result;
    }
}
