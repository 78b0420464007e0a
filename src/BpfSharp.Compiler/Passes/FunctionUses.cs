// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>How often a module's functions are called or have their address taken.</summary>
internal sealed class FunctionUses
{
    private readonly Dictionary<Function, int> counts = [];

    public FunctionUses(Module module)
    {
        foreach (var function in AddressesIn(module))
        {
            Add(function);
        }

        module.Functions.ForEach(AddFrom);
    }

    public int Of(Function function) => counts.GetValueOrDefault(function);

    /// <summary>Another copy of the function's body is somewhere.</summary>
    public void AddFrom(Function function)
    {
        foreach (var mentioned in MentionedIn(function))
        {
            Add(mentioned);
        }
    }

    public void Remove(Function function) => counts[function]--;

    /// <summary>Removes static functions that nothing leads to.</summary>
    public static bool RemoveUnused(Module module)
    {
        var used = new HashSet<Function>();
        var work = new Stack<Function>(module.Functions.Where(f => f.Program is not null || !f.IsStatic).Concat(AddressesIn(module)));
        while (work.TryPop(out var function))
        {
            if (used.Add(function))
            {
                foreach (var mentioned in MentionedIn(function))
                {
                    work.Push(mentioned);
                }
            }
        }

        return module.Functions.RemoveAll(f => !used.Contains(f)) > 0;
    }

    private void Add(Function function) => counts[function] = Of(function) + 1;

    private static IEnumerable<Function> AddressesIn(Module module) => module.Globals.SelectMany(g => g.Addresses).Select(a => a.Symbol).OfType<Function>();

    private static IEnumerable<Function> MentionedIn(Function function)
    {
        foreach (var block in function.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                if (operation.Symbol is Function mentioned)
                {
                    yield return mentioned;
                }
            }
        }
    }
}
