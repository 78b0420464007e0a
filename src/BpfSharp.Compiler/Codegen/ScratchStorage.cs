// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Passes;
using BpfSharp.Compiler.Source;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Moves locals that the stack has no room for to a per-CPU array map of one entry.</summary>
/// <remarks>
/// All functions share the map, each local has bytes of its own in it. The function looks the entry up once, at its start; the lookup cannot fail, but the
/// verifier wants the check. Only where no second run can touch the bytes before the first is over: see <see cref="ScratchSafety"/>. A local stays on the
/// stack when its address goes where the verifier wants the stack or where it could meet another address: only accesses, steps, buffers of helpers, and
/// arguments of functions are followed.
/// <code>buf = alloca 2048   =>   key = alloca 4; store.32 key, 0; v = helper 1(map, key); branch v == 0, (return 0), …; buf = ptr_add v, 0</code></remarks>
internal sealed class ScratchStorage(Module module, ObjectSpec result, TargetDescription target, DiagnosticBag diagnostics)
{
    private const int MapLookup = 1, Alignment = 8;

    /// <summary>What one CPU's part of a map may hold (PCPU_MIN_UNIT_SIZE, include/linux/percpu.h).</summary>
    private const int LargestValue = 32 << 10;

    /// <summary>Smaller locals are not worth a pointer in a register.</summary>
    private const int SmallestLocal = 32;

    private readonly Dictionary<Function, Operation> values = [];
    private readonly ScratchSafety safety = new(module, target);
    private MapSpec? map;

    /// <summary>Moves the largest local that can be moved, with a note; false when there is none.</summary>
    public bool MoveLargest(Function function)
    {
        var local = function.Entry.Operations.Where(o => o.Code == OpCode.Alloca && o.Size >= SmallestLocal && IsMovable(o)).MaxBy(o => o.Size);
        var offset = map?.ValueSize ?? 0;
        if (local is null || offset + local.Size > LargestValue || !safety.IsAlone(function))
        {
            return false;
        }

        map ??= AddMap();
        if (!values.TryGetValue(function, out var value))
        {
            values.Add(function, value = LookUp(function));
        }

        var address = Make.PointerAdd(value, offset);
        address.Location = local.Location;
        value.Block!.Successors[1].Insert(0, address);
        local.ReplaceAllUsesWith(address);
        local.Remove();
        Retype(address);
        map.ValueSize = offset + (int)(local.Size + Alignment - 1) / Alignment * Alignment;
        diagnostics.Report(CodegenDiagnostics.LocalMoved, SourceSpan.At(local.Location), local.Name ?? "", local.Size, map.Name);
        return true;
    }

    private MapSpec AddMap()
    {
        var name = "locals";
        while (result.Maps.Exists(m => m.Name == name))
        {
            name += "_";
        }

        var made = new MapSpec { Name = name, Type = MapType.PercpuArray, KeySize = 4, MaxEntries = 1 };
        result.Maps.Add(made);
        return made;
    }

    /// <summary>Puts the lookup and its check in front of the function's code.</summary>
    private Operation LookUp(Function function)
    {
        var entry = function.Entry;
        var (body, none) = (function.AddBlock(), function.AddBlock());
        var locals = entry.Operations.Where(static o => o.Code == OpCode.Alloca).ToList();
        var rest = entry.Operations.Where(static o => o.Code != OpCode.Alloca).ToList();
        entry.SetOperations(locals);
        rest.ForEach(o => body.Append(o));
        foreach (var successor in body.Successors)
        {
            Edges.RenamePredecessor(successor, entry, body);
        }

        var key = entry.Append(Make.Alloca(4, 4, null));
        entry.Append(Make.Store(key, Constant.Int32(0), 4));
        var address = entry.Append(new Operation(OpCode.MapAddress, IrType.Pointer(AddressSpace.Map)) { Symbol = map });
        var value = entry.Append(new Operation(OpCode.HelperCall, IrType.Pointer(AddressSpace.MapValue), address, key) { HelperId = MapLookup });
        entry.Append(Make.Branch(entry.Append(Make.Compare(OpCode.Equal, value, new Constant(value.Type, 0))), none, body));
        none.Append(function.ResultType.IsVoid ? new Operation(OpCode.Return, IrType.Void) : new Operation(OpCode.Return, IrType.Void, new Constant(function.ResultType, 0)));
        foreach (var operation in entry.Operations.Skip(locals.Count).Concat(none.Operations))
        {
            operation.Location = rest[0].Location;
        }

        new BlockOrder().Run(function, new PassContext(module, target, diagnostics));
        return value;
    }

    private static void Retype(Operation address)
    {
        foreach (var user in address.Users)
        {
            if (user.Code == OpCode.PointerAdd)
            {
                user.Type = address.Type;
                Retype(user);
            }
        }
    }

    private static bool IsMovable(Operation address)
    {
        foreach (var user in address.Users)
        {
            if (user.Code == OpCode.PointerAdd ? !ReferenceEquals(user.Operands[0], address) || !IsMovable(user) : !TakesMapValue(user, address))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TakesMapValue(Operation user, Operation address)
    {
        for (var i = 0; i < user.Operands.Count; i++)
        {
            if (ReferenceEquals(user.Operands[i], address) && !TakesMapValue(user, i))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TakesMapValue(Operation user, int index) => user.Code switch
    {
        OpCode.Load => !user.Type.IsPointer,
        OpCode.Store => index == 0 && !user.Operands[1].Type.IsPointer,
        OpCode.Call => true,
        OpCode.HelperCall => HelperTable.Get(user.HelperId) is { } helper && index < helper.Arguments.Count
            && helper.Arguments[index] is HelperArgument.Memory or HelperArgument.UninitMemory or HelperArgument.MapKey or HelperArgument.MapValue or HelperArgument.UninitMapValue,
        _ => false,
    };
}
