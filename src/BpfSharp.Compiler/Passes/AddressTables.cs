// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Passes;

/// <summary>Reads of a constant table of addresses choose among the addresses instead: no loader writes addresses into a map's bytes.</summary>
/// <remarks>
/// Each place of the table that holds an address becomes a comparison with the offset read from, so the verifier knows on each path what it
/// points to. Tables of more than a hundred addresses are left, and reported when code is generated.
/// <code>%1 = ptr_add @names, %0; %2 = load.u64 %1   =>   %2 = select (%0 == 8), @.str.1, (select (%0 == 0), @.str.0, null)</code></remarks>
internal sealed class AddressTables : IFunctionPass
{
    private const int LargestTable = 100;

    public string Name => "address-tables";

    public bool Run(Function function, PassContext context)
    {
        var changed = false;
        foreach (var load in function.Collect(static o => o is { Code: OpCode.Load, Width: 8, IsVolatile: false, Type.IsPointer: true }))
        {
            if (Table(load.Operands[0], out var steps) is { } table)
            {
                load.ReplaceAllUsesWith(Choose(load, table, steps));
                load.Remove();
                changed = true;
            }
        }

        return changed;
    }

    private static GlobalVariable? Table(Value pointer, out List<Value> steps)
    {
        steps = [];
        while (pointer is Operation { Code: OpCode.PointerAdd } step)
        {
            steps.Add(step.Operands[1]);
            pointer = step.Operands[0];
        }

        return pointer is Operation { Code: OpCode.GlobalAddress, Symbol: GlobalVariable { IsConstant: true, IsExtern: false, Addresses.Count: > 0 and <= LargestTable } table } ? table : null;
    }

    private static Value Choose(Operation load, GlobalVariable table, List<Value> steps)
    {
        var constant = steps.OfType<Constant>().Sum(c => c.Number);
        Value offset = Constant.Int64(0);
        foreach (var step in steps.Where(s => s is not Constant))
        {
            offset = offset is Constant ? step : Insert(load, Make.Binary(OpCode.Add, offset, step));
        }

        Value chosen = new Constant(load.Type, 0);
        foreach (var (at, symbol, addend) in table.Addresses)
        {
            var isHere = Insert(load, Make.Compare(OpCode.Equal, offset, Constant.Int64(at - constant)));
            chosen = Insert(load, new Operation(OpCode.Select, load.Type, isHere, Address(load, symbol, addend), chosen));
        }

        return chosen;
    }

    private static Operation Address(Operation before, object symbol, long addend)
    {
        var code = symbol switch { GlobalVariable => OpCode.GlobalAddress, MapSpec => OpCode.MapAddress, _ => OpCode.FunctionAddress };
        var address = Insert(before, new Operation(code, before.Type) { Symbol = symbol });
        return addend == 0 ? address : Insert(before, Make.PointerAdd(address, addend));
    }

    private static Operation Insert(Operation before, Operation operation)
    {
        operation.Location = before.Location;
        return before.Block!.InsertBefore(before, operation);
    }
}
