// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Passes;

/// <summary>Makes loads and copies through kernel, user and unknown pointers calls of the probe-read helpers; reports writes.</summary>
/// <remarks>
/// Needs address spaces. Does nothing where the module does not read kernel memory implicitly. Loads from one base in one block, with nothing between that
/// could change memory, share a call when they lie within <see cref="MergeSize"/> bytes. The buffer is used up right after each call, so one serves
/// all reads of a size. The helpers zero the buffer when they fail. Linear.
/// <code>v = load.u32 p   =>   helper 113(buffer, 4, p); v = load.u32 buffer</code></remarks>
internal sealed class KernelReads : IFunctionPass
{
    private const int MergeSize = 64;
    private readonly Dictionary<long, Operation> buffers = [];
    private readonly List<Operation> output = [];
    private PassContext context = null!;
    private Function function = null!;

    public string Name => "kernel-reads";

    public bool Run(Function function, PassContext context)
    {
        if (!context.Module.ReadsKernelMemoryImplicitly)
        {
            return false;
        }

        this.context = context;
        this.function = function;
        buffers.Clear();
        var changed = false;
        foreach (var load in function.Collect(static o => o is { Code: OpCode.Atomic, AtomicKind: AtomicOperation.LoadAcquire } && IsRead(o.Operands[0])))
        {
            ReadPlainly(load);
        }

        foreach (var block in function.Blocks)
        {
            changed |= RunBlock(block);
        }

        if (buffers.Count > 0)
        {
            function.Entry.SetOperations([.. buffers.OrderBy(b => b.Key).Select(b => b.Value), .. function.Entry.Operations]);
        }

        return changed;
    }

    /// <summary>What a helper reads has no order.</summary>
    private static void ReadPlainly(Operation ordered)
    {
        var load = new Operation(OpCode.Load, ordered.Type, ordered.Operands[0]) { Width = ordered.Width, IsVolatile = true, Location = ordered.Location };
        ordered.Block!.InsertBefore(ordered, load);
        ordered.ReplaceAllUsesWith(load);
        ordered.Remove();
    }

    private bool RunBlock(Block block)
    {
        var groups = FindGroups(block);
        var changed = false;
        output.Clear();
        foreach (var operation in block.Operations.ToArray())
        {
            if (operation.Block is null)
            {
                changed = true;
                continue;
            }

            if (groups.TryGetValue(operation, out var group))
            {
                Read(group);
                changed = true;
            }
            else if (Rewrite(operation))
            {
                operation.Release();
                changed = true;
            }
            else
            {
                output.Add(operation);
            }
        }

        if (changed)
        {
            block.SetOperations(output);
        }

        return changed;
    }

    /// <summary>Loads that one call can serve, by the first of them.</summary>
    private static Dictionary<Operation, ReadGroup> FindGroups(Block block)
    {
        var groups = new Dictionary<Operation, ReadGroup>();
        var open = new Dictionary<Value, ReadGroup>();
        foreach (var operation in block.Operations)
        {
            if (operation.Code == OpCode.Load && IsRead(operation.Operands[0]))
            {
                var path = PointerPath.Of(operation.Operands[0]);
                if (open.TryGetValue(path.Base, out var group) && !operation.IsVolatile && group.TryAdd(operation, path.Offset))
                {
                    continue;
                }

                groups[operation] = open[path.Base] = new ReadGroup(operation, path);
            }
            else if (ChangesMemory(operation))
            {
                open.Clear();
            }
        }

        return groups;
    }

    private static bool ChangesMemory(Operation operation) => operation.Code switch
    {
        OpCode.Store or OpCode.MemoryCopy or OpCode.MemorySet => PointerPath.ObjectOf(operation.Operands[0]) is not Operation { Code: OpCode.Alloca },
        OpCode.HelperCall => HelperTable.ChangesMemory(operation.HelperId),
        OpCode.Call or OpCode.KfuncCall or OpCode.Asm or OpCode.Atomic => true,
        _ => false,
    };

    private static bool IsRead(Value pointer) => pointer.Type.Space is AddressSpace.Kernel or AddressSpace.User or AddressSpace.Unknown;

    private void Read(ReadGroup group)
    {
        var first = group.Loads[0].Load;
        // Rounded up, so that few buffers serve all sizes; the call reads no more than asked for.
        var buffer = Buffer((group.Size + 7) & ~7L);
        // Asked again: the base may be a load that has become one from a buffer meanwhile.
        var source = PointerPath.Of(first.Operands[0]).Base;
        if (group.Start != 0)
        {
            source = Emit(first, Make.PointerAdd(source, group.Start));
        }

        EmitRead(first, buffer, group.Size, source);
        foreach (var (load, offset) in group.Loads)
        {
            Value place = offset == group.Start ? buffer : Emit(load, Make.PointerAdd(buffer, offset - group.Start));
            var value = Emit(load, Make.Load(load.Type, place, load.Width, load.IsSigned));
            load.ReplaceAllUsesWith(value);
            load.Release();
        }
    }

    /// <summary>True when the operation was replaced.</summary>
    private bool Rewrite(Operation operation)
    {
        switch (operation.Code)
        {
            case OpCode.Store or OpCode.MemorySet when IsRead(operation.Operands[0]):
                Report(CodegenDiagnostics.KernelStore, operation);
                return true;
            case OpCode.Atomic when IsRead(operation.Operands[0]):
                Report(CodegenDiagnostics.KernelAtomic, operation);
                operation.ReplaceAllUsesWith(new Constant(operation.Type, 0));
                return true;
            case OpCode.MemoryCopy when IsRead(operation.Operands[0]):
                Report(CodegenDiagnostics.KernelStore, operation);
                return true;
            case OpCode.MemoryCopy when IsRead(operation.Operands[1]):
                EmitRead(operation, operation.Operands[0], operation.Size, operation.Operands[1]);
                return true;
            case OpCode.MemoryCompare:
                FetchCompared(operation);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Compared kernel memory is copied to the stack first.</summary>
    private void FetchCompared(Operation compare)
    {
        for (var i = 0; i < 2; i++)
        {
            if (IsRead(compare.Operands[i]))
            {
                // Each side needs its own buffer: both are read before the comparison. Odd keys keep them apart from the shared ones.
                var key = (((compare.Size + 7) & ~7L) * 8) + 1 + i;
                if (!buffers.TryGetValue(key, out var copy))
                {
                    buffers.Add(key, copy = Make.Alloca(compare.Size, 8, null));
                }

                EmitRead(compare, copy, compare.Size, compare.Operands[i]);
                compare.SetOperand(i, copy);
            }
        }
    }

    private void Report(DiagnosticDescriptor descriptor, Operation operation) => context.Diagnostics.Report(descriptor, SourceSpan.At(operation.Location));

    private Operation Buffer(long size)
    {
        if (!buffers.TryGetValue(size, out var buffer))
        {
            buffers.Add(size, buffer = Make.Alloca(size, 8, null));
        }

        return buffer;
    }

    private void EmitRead(Operation at, Value destination, long size, Value source) =>
        Emit(at, new Operation(OpCode.HelperCall, IrType.I64, destination, Constant.Int32(size), source) { HelperId = HelperFor(source.Type.Space) });

    private int HelperFor(AddressSpace space) => HelperFor(context, function, space);

    /// <summary>The helper that reads memory of a kind in programs like <paramref name="function"/>.</summary>
    public static int HelperFor(PassContext context, Function function, AddressSpace space)
    {
        if (!context.Target.HasProbeReadKernel)
        {
            return HelperTable.ProbeRead;
        }

        return space switch
        {
            AddressSpace.Kernel => HelperTable.ProbeReadKernel,
            AddressSpace.User => HelperTable.ProbeReadUser,
            // Only tracing programs may call the helper that tells kernel from user addresses itself.
            _ => function.Program is { } program && !ContextFacts.IsTracing(program.Type) ? HelperTable.ProbeReadKernel : HelperTable.ProbeRead,
        };
    }

    private Operation Emit(Operation at, Operation operation)
    {
        operation.Location = at.Location;
        operation.Block = at.Block;
        output.Add(operation);
        return operation;
    }

    private sealed class ReadGroup(Operation first, PointerPath path)
    {
        private long end = path.Offset + first.Width;

        public List<(Operation Load, long Offset)> Loads { get; } = [(first, path.Offset)];
        public long Start { get; private set; } = path.Offset;
        public long Size => end - Start;

        /// <summary>Takes the load in when the bytes read together stay few.</summary>
        public bool TryAdd(Operation load, long offset)
        {
            var (from, to) = (Math.Min(Start, offset), Math.Max(end, offset + load.Width));
            // Another kind of pointer would need another helper; the buffer's fields must stay aligned for the stack.
            if (to - from > MergeSize || load.Operands[0].Type != Loads[0].Load.Operands[0].Type || Loads[0].Load.IsVolatile || !StaysAligned(from, load.Width, offset))
            {
                return false;
            }

            (Start, end) = (from, to);
            Loads.Add((load, offset));
            return true;
        }

        private bool StaysAligned(long from, int width, long offset) =>
            (offset - from) % width == 0 && Loads.TrueForAll(l => (l.Offset - from) % l.Load.Width == 0);
    }
}
