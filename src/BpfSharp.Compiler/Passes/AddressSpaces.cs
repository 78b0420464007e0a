// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Finds out where each pointer points, by data flow over SSA and across calls, and writes it into the pointers' types.</summary>
/// <remarks>
/// Where lowering already said it (a cast to a user pointer), that stands. Kinds of kernel-like memory that meet become Unknown; stack, map value and
/// other directly accessed kinds that meet keep the first kind, for each path is then checked by the verifier on its own. Null says nothing.
/// Rounds over all operations until nothing changes: the lattice is three steps high, so they are few.
/// <code>t = helper 35(); p = ptr_add t, 1256   =>   t: ptr.kernel; p: ptr.kernel</code></remarks>
internal sealed partial class AddressSpaces : IModulePass
{
    private const int RoundLimit = 32;
    private readonly HashSet<Value> given = [];
    private readonly Dictionary<Function, AddressSpace> results = [];

    /// <summary>What pointers were stored at which place of a stack object.</summary>
    private readonly Dictionary<(Value Object, long Offset), AddressSpace> stored = [];

    public string Name => "address-spaces";

    public bool Run(Module module, PassContext context)
    {
        given.Clear();
        results.Clear();
        stored.Clear();
        var order = module.Functions.Where(f => f.Blocks.Count > 0).ToDictionary(f => f, f => ControlFlow.Of(f).ReversePostOrder);
        foreach (var function in order.Keys)
        {
            Prepare(function);
        }

        var any = false;
        var changed = true;
        for (var round = 0; changed && round < RoundLimit; round++)
        {
            changed = false;
            foreach (var (function, blocks) in order)
            {
                foreach (var block in blocks)
                {
                    foreach (var operation in block.Operations)
                    {
                        changed |= Visit(function, operation);
                    }
                }
            }

            any |= changed;
        }

        foreach (var (function, blocks) in order)
        {
            any |= Finish(function, blocks);
        }

        return any;
    }

    /// <summary>Notes what is known from the start; everything else begins as Unresolved.</summary>
    private void Prepare(Function function)
    {
        foreach (var parameter in function.Parameters)
        {
            if (parameter.Type.IsPointer && function.Program is not null && parameter.Index == 0 && parameter.Type.Space == AddressSpace.Unresolved)
            {
                parameter.Type = IrType.Pointer(AddressSpace.Context);
            }

            if (parameter.Type.Space != AddressSpace.Unresolved)
            {
                given.Add(parameter);
            }
        }

        foreach (var block in function.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                if (!operation.Type.IsPointer)
                {
                    continue;
                }

                // A step's or join's type was copied from a value that may have been replaced since.
                if (operation.Code is OpCode.PointerAdd or OpCode.Phi or OpCode.Select)
                {
                    operation.Type = IrType.Pointer(AddressSpace.Unresolved);
                }
                else if (operation.Type.Space != AddressSpace.Unresolved)
                {
                    given.Add(operation);
                }
            }
        }
    }

    private bool Visit(Function function, Operation operation)
    {
        var changed = operation.Code switch
        {
            OpCode.Call => PassArguments(operation),
            OpCode.HelperCall => PassCallback(operation),
            OpCode.Return when operation.Operands.Count == 1 && operation.Operands[0].Type.IsPointer => Note(results, function, SpaceOf(operation.Operands[0])),
            OpCode.Store when operation.Operands[1].Type.IsPointer => NoteStore(operation),
            _ => false,
        };
        return (operation.Type.IsPointer && !given.Contains(operation) && Raise(operation, Transfer(function, operation))) | changed;
    }

    private static bool Raise(Value value, AddressSpace space)
    {
        var joined = Join(value.Type.Space, space);
        if (joined == value.Type.Space)
        {
            return false;
        }

        value.Type = IrType.Pointer(joined);
        return true;
    }

    private static bool Note<T>(Dictionary<T, AddressSpace> notes, T key, AddressSpace space)
        where T : notnull
    {
        var before = notes.GetValueOrDefault(key);
        notes[key] = Join(before, space);
        return notes[key] != before;
    }

    private bool NoteStore(Operation store)
    {
        var path = PointerPath.Of(store.Operands[0]);
        return path.Base is Operation { Code: OpCode.Alloca } && Note(stored, (path.Base, path.Offset), SpaceOf(store.Operands[1]));
    }

    private static AddressSpace SpaceOf(Value value) => value switch
    {
        Constant { Number: 0 } or Undefined => AddressSpace.Unresolved,
        Constant when value.Type.Space == AddressSpace.Unresolved => AddressSpace.Unknown,
        _ => value.Type.Space,
    };

    private static AddressSpace Join(AddressSpace a, AddressSpace b)
    {
        if (a == b || b == AddressSpace.Unresolved)
        {
            return a;
        }

        if (a == AddressSpace.Unresolved)
        {
            return b;
        }

        var (aIsKernel, bIsKernel) = (IsKernelLike(a), IsKernelLike(b));
        return (aIsKernel, bIsKernel) switch
        {
            // A known kernel object is kernel memory as well.
            (true, true) => (a, b) is (AddressSpace.Trusted, AddressSpace.Kernel) or (AddressSpace.Kernel, AddressSpace.Trusted) ? AddressSpace.Kernel : AddressSpace.Unknown,
            // Probe reads can read the program's own memory too, so reading as kernel memory is right for both.
            (true, false) => a == AddressSpace.Trusted ? AddressSpace.Kernel : a,
            (false, true) => b == AddressSpace.Trusted ? AddressSpace.Kernel : b,
            _ => (AddressSpace)Math.Min((byte)a, (byte)b),
        };
    }

    private static bool IsKernelLike(AddressSpace space) => space is AddressSpace.Kernel or AddressSpace.User or AddressSpace.Unknown or AddressSpace.Trusted;

    /// <summary>What nothing is known about is read the careful way.</summary>
    private static bool Finish(Function function, IReadOnlyList<Block> blocks)
    {
        var changed = false;
        foreach (var parameter in function.Parameters)
        {
            changed |= parameter.Type.IsPointer && parameter.Type.Space == AddressSpace.Unresolved && Raise(parameter, AddressSpace.Unknown);
        }

        foreach (var block in blocks)
        {
            foreach (var operation in block.Operations)
            {
                changed |= operation.Type.IsPointer && operation.Type.Space == AddressSpace.Unresolved && Raise(operation, AddressSpace.Unknown);
            }
        }

        return changed;
    }
}
