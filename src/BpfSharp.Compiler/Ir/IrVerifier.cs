// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Ir;

/// <summary>Checks a function against the rules of docs/ir.md: structure, operand types, phis, dominance of uses, use lists.</summary>
/// <remarks>O(operations) but for dominance; meant to run after each pass in tests and debug builds.</remarks>
internal sealed partial class IrVerifier
{
    private readonly Function function;
    private readonly Dictionary<Block, List<Block>> predecessors = [];
    private readonly Dictionary<Operation, int> order = [];
    private string? violation;

    private IrVerifier(Function function) => this.function = function;

    /// <exception cref="InvalidIrException">A rule is broken; the message says which and shows the function.</exception>
    public static void Verify(Function function)
    {
        if (FindViolation(function) is { } found)
        {
            throw new InvalidIrException($"{function.Name}: {found}\n{IrPrinter.Print(function)}");
        }
    }

    public static void Verify(Module module)
    {
        foreach (var function in module.Functions)
        {
            Verify(function);
        }
    }

    /// <summary>The first broken rule, or null when the function is sound.</summary>
    public static string? FindViolation(Function function)
    {
        var verifier = new IrVerifier(function);
        verifier.Check();
        return verifier.violation;
    }

    private void Check()
    {
        if (Require(function.Blocks.Count > 0, "there is no entry block") && CheckBlocks() && CheckPredecessors())
        {
            foreach (var block in function.Blocks)
            {
                foreach (var operation in block.Operations)
                {
                    CheckOperation(operation);
                }
            }

            CheckUseLists();
            CheckDominance();
        }
    }

    /// <summary>Records the first broken rule; true when it holds.</summary>
    private bool Require(bool holds, string rule)
    {
        violation ??= holds ? null : rule;
        return holds;
    }

    private bool Require(bool holds, Operation operation, string rule)
    {
        if (!holds && violation is null)
        {
            var block = operation.Block is { } b ? "b" + function.Blocks.IndexOf(b).ToString(System.Globalization.CultureInfo.InvariantCulture) : "no block";
            violation = $"{IrNames.Of(operation.Code)} in {block}: {rule}";
        }

        return holds;
    }

    private bool CheckBlocks()
    {
        var index = 0;
        foreach (var block in function.Blocks)
        {
            predecessors.Add(block, []);
            Require(ReferenceEquals(block.Function, function), "a block belongs to another function");
            Require(block.Terminator is not null, $"b{predecessors.Count - 1} has no terminator");
            var afterPhis = false;
            for (var i = 0; i < block.Operations.Count; i++)
            {
                var operation = block.Operations[i];
                if (!Require(order.TryAdd(operation, index++), operation, "it stands in two places"))
                {
                    return false;
                }

                Require(ReferenceEquals(operation.Block, block), operation, "its Block is not the block it stands in");
                Require(!operation.IsTerminator || i == block.Operations.Count - 1, operation, "a terminator before the end of its block");
                Require(!operation.IsPhi || !afterPhis, operation, "a phi after other operations");
                Require(operation.Code != OpCode.Alloca || ReferenceEquals(block, function.Entry), operation, "an alloca outside the entry block");
                afterPhis |= !operation.IsPhi;
            }
        }

        return violation is null;
    }

    private bool CheckPredecessors()
    {
        foreach (var block in function.Blocks)
        {
            foreach (var successor in block.Successors)
            {
                if (!Require(predecessors.TryGetValue(successor, out var list), block.Terminator!, "it goes to a block that is not in the function"))
                {
                    return false;
                }

                if (!list!.Contains(block))
                {
                    list.Add(block);
                }
            }
        }

        Require(predecessors[function.Entry].Count == 0, "the entry block has predecessors");
        foreach (var (block, from) in predecessors)
        {
            foreach (var phi in block.Phis)
            {
                CheckPhi(phi, from);
            }
        }

        return violation is null;
    }

    private void CheckPhi(Operation phi, List<Block> from)
    {
        Require(phi.Incoming.Count == phi.Operands.Count, phi, "operands and incoming blocks differ in number");
        Require(phi.Incoming.Count == from.Count, phi, $"{phi.Incoming.Count} incoming values for {from.Count} predecessors");
        foreach (var block in from)
        {
            Require(phi.Incoming.Contains(block), phi, "a predecessor has no incoming value");
        }
    }

    private void CheckUseLists()
    {
        var uses = new Dictionary<Value, int>(ReferenceEqualityComparer.Instance);
        foreach (var operation in order.Keys)
        {
            foreach (var operand in operation.Operands)
            {
                uses[operand] = uses.GetValueOrDefault(operand) + 1;
                Require(operand.Users.Contains(operation), operation, "an operand does not list it as user");
            }
        }

        foreach (var (value, count) in uses)
        {
            if (value.Users.Count != count)
            {
                Require(value is not Operation, $"a value has {value.Users.Count} users listed and {count} uses");
                Require(value is Operation, $"a constant or parameter has {value.Users.Count} users listed and {count} uses");
            }
        }

        foreach (var operation in order.Keys)
        {
            Require(uses.ContainsKey(operation) || !operation.IsUsed, operation, "it lists users that do not use it");
        }
    }
}
