// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>What putting a function's body in place of a call would add to the program, in instructions: what the call's constant arguments decide costs nothing.</summary>
internal static class InlineCost
{
    /// <summary>A call moves values around it and clobbers half of the registers, so it counts for more than itself.</summary>
    private const int CallWeight = 6;

    public static int Of(Operation call, Function callee)
    {
        var constants = SparseConstants.Of(callee, [.. call.Operands.Select(o => o as Constant)]);
        var freeAccesses = PointersIntoCaller(call, callee);
        var cost = -CallWeight - call.Operands.Count;
        foreach (var block in callee.Blocks)
        {
            if (!constants.IsReached(block))
            {
                continue;
            }

            foreach (var operation in block.Operations)
            {
                var isFree = constants.ValueOf(operation) is not null
                    || (operation.Code is OpCode.Load or OpCode.Store && freeAccesses.Contains(PointerPath.Of(operation.Operands[0]).Base));
                cost += isFree ? 0 : WeightOf(operation);
            }
        }

        return cost;
    }

    /// <summary>Bytes of stack the function needs for its own objects.</summary>
    public static long StackOf(Function function) => function.Blocks.Count == 0 ? 0 : function.Entry.Operations.Where(o => o.Code == OpCode.Alloca).Sum(o => o.Size);

    /// <summary>Parameters through which a local of the caller is only read and written: with the body in place the local becomes values.</summary>
    private static HashSet<Value> PointersIntoCaller(Operation call, Function callee)
    {
        var result = new HashSet<Value>();
        for (var i = 0; i < Math.Min(call.Operands.Count, callee.Parameters.Count); i++)
        {
            if (PointerPath.Of(call.Operands[i]).Base is Operation { Code: OpCode.Alloca } && IsOnlyAccessed(callee.Parameters[i]))
            {
                result.Add(callee.Parameters[i]);
            }
        }

        return result;
    }

    private static bool IsOnlyAccessed(Value pointer)
    {
        foreach (var user in pointer.Users)
        {
            var isAccess = user.Code switch
            {
                OpCode.Load => true,
                OpCode.Store => !ReferenceEquals(user.Operands[1], pointer),
                OpCode.PointerAdd => user.Operands[1] is Constant && IsOnlyAccessed(user),
                _ => false,
            };
            if (!isAccess)
            {
                return false;
            }
        }

        return true;
    }

    private static int WeightOf(Operation operation) => operation.Code switch
    {
        OpCode.Phi or OpCode.Alloca or OpCode.Jump or OpCode.Unreachable or OpCode.Return => 0,
        OpCode.ToPointer or OpCode.ToInteger or OpCode.Truncate or OpCode.ZeroExtend => 0,
        OpCode.MapAddress or OpCode.GlobalAddress or OpCode.FunctionAddress or OpCode.KsymAddress or OpCode.CoreValue => 0,
        OpCode.PointerAdd => operation.Operands[1] is Constant ? 0 : 1,
        OpCode.Call or OpCode.HelperCall or OpCode.KfuncCall => CallWeight + operation.Operands.Count,
        OpCode.PacketLoad => 2,
        OpCode.Switch => 2 * operation.Cases.Length,
        OpCode.MemoryCopy or OpCode.MemoryCompare => 2 * Blocks(operation.Size),
        OpCode.MemorySet => Blocks(operation.Size),
        _ when operation.IsComparison && operation.Users is [{ Code: OpCode.Branch }] => 0,
        _ => 1,
    };

    private static int Blocks(long bytes) => (int)Math.Min((bytes + 7) / 8, 1000);
}
