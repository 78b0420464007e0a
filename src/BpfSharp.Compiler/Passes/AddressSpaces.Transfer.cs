// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

internal sealed partial class AddressSpaces
{
    private const int IntegerDepth = 6;

    /// <summary>Where the result of an operation points, as far as its operands are known.</summary>
    private AddressSpace Transfer(Function function, Operation operation)
    {
        switch (operation.Code)
        {
            case OpCode.ArenaToKernel:
                return AddressSpace.Arena;
            case OpCode.PointerAdd:
                return SpaceOf(operation.Operands[0]);
            case OpCode.Phi:
                return JoinOperands(operation, 0);
            case OpCode.Select:
                return JoinOperands(operation, 1);
            case OpCode.Load:
                return LoadedSpace(function, operation);
            case OpCode.ToPointer:
                return IntegerSpace(function, operation.Operands[0], IntegerDepth);
            case OpCode.HelperCall:
                return HelperTable.ResultSpace(operation.HelperId);
            case OpCode.KfuncCall:
                return AddressSpace.Trusted;
            case OpCode.Call:
                return results.GetValueOrDefault((Function)operation.Symbol!);
            case OpCode.ContextArgument:
                return function.Program is { ArgumentsAreTrusted: true } ? AddressSpace.Trusted : AddressSpace.Unknown;
            default:
                return AddressSpace.Unknown;
        }
    }

    private static AddressSpace JoinOperands(Operation operation, int first)
    {
        var result = AddressSpace.Unresolved;
        for (var i = first; i < operation.Operands.Count; i++)
        {
            result = Join(result, SpaceOf(operation.Operands[i]));
        }

        return result;
    }

    /// <summary>Where a pointer found in memory points.</summary>
    private AddressSpace LoadedSpace(Function function, Operation load)
    {
        var pointer = load.Operands[0];
        var path = PointerPath.Of(pointer);
        return SpaceOf(pointer) switch
        {
            AddressSpace.Unresolved => AddressSpace.Unresolved,
            AddressSpace.Context => ContextFacts.SpaceAt(function.Program, PointerPath.ExpectedOffset(pointer)),
            AddressSpace.Kernel => AddressSpace.Kernel,
            AddressSpace.User => AddressSpace.User,
            AddressSpace.Trusted => AddressSpace.Trusted,
            AddressSpace.Stack when stored.TryGetValue((path.Base, path.Offset), out var space) => space,
            _ => AddressSpace.Unknown,
        };
    }

    /// <summary>Where a number points that is used as an address.</summary>
    private AddressSpace IntegerSpace(Function function, Value value, int depth)
    {
        if (value is Constant { Number: 0 } or Undefined)
        {
            return AddressSpace.Unresolved;
        }

        if (value is not Operation operation || depth == 0)
        {
            return AddressSpace.Unknown;
        }

        switch (operation.Code)
        {
            case OpCode.ToInteger:
                return SpaceOf(operation.Operands[0]);
            case OpCode.ZeroExtend or OpCode.SignExtend:
                // __sk_buff and xdp_md hold packet pointers in 32-bit fields; the kernel widens the load.
                return operation.Operands[0] is Operation { Code: OpCode.Load } ? IntegerSpace(function, operation.Operands[0], depth - 1) : AddressSpace.Unknown;
            case OpCode.Load:
                return LoadedSpace(function, operation);
            case OpCode.HelperCall or OpCode.ContextArgument or OpCode.KfuncCall or OpCode.Call:
                return Transfer(function, operation);
            case OpCode.Add or OpCode.Sub:
                return IntegerSpace(function, operation.Operands[0], depth - 1);
            case OpCode.Phi or OpCode.Select:
                var result = AddressSpace.Unresolved;
                for (var i = operation.IsPhi ? 0 : 1; i < operation.Operands.Count; i++)
                {
                    result = Join(result, ReferenceEquals(operation.Operands[i], operation) ? result : IntegerSpace(function, operation.Operands[i], Math.Min(depth - 1, 2)));
                }

                return result;
            default:
                return AddressSpace.Unknown;
        }
    }

    private bool PassArguments(Operation call)
    {
        var changed = false;
        var callee = (Function)call.Symbol!;
        for (var i = 0; i < call.Operands.Count && i < callee.Parameters.Count; i++)
        {
            changed |= GiveParameter(callee, i, SpaceOf(call.Operands[i]));
        }

        return changed;
    }

    private bool GiveParameter(Function callee, int index, AddressSpace space) =>
        index < callee.Parameters.Count && callee.Parameters[index] is { Type.IsPointer: true } parameter && !given.Contains(parameter) && Raise(parameter, space);

    /// <summary>Helpers that call back hand over pointers of kinds they document.</summary>
    private bool PassCallback(Operation call)
    {
        var at = -1;
        for (var i = 0; i < call.Operands.Count; i++)
        {
            if (call.Operands[i] is Operation { Code: OpCode.FunctionAddress })
            {
                at = i;
            }
        }

        if (at < 0)
        {
            return false;
        }

        var callee = (Function)((Operation)call.Operands[at]).Symbol!;
        var context = at + 1 < call.Operands.Count ? SpaceOf(call.Operands[at + 1]) : AddressSpace.Unresolved;
        AddressSpace[] kinds = call.HelperId switch
        {
            // for_each_map_elem(map, key, value, context)
            164 => [AddressSpace.Map, AddressSpace.MapValue, AddressSpace.MapValue, context],
            // A timer's callback: map, key, value
            170 => [AddressSpace.Map, AddressSpace.MapValue, AddressSpace.MapValue],
            // find_vma(task, vma, context)
            180 => [AddressSpace.Trusted, AddressSpace.Trusted, context],
            // loop(index, context); user_ringbuf_drain(dynptr, context)
            _ => [AddressSpace.Stack, context],
        };
        var changed = false;
        for (var i = 0; i < kinds.Length; i++)
        {
            changed |= GiveParameter(callee, i, kinds[i]);
        }

        return changed;
    }
}
