// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Ir;

/// <summary>A basic block: phis, then operations, then one terminator.</summary>
internal sealed class Block(Function function)
{
    private readonly List<Operation> operations = [];

    public Function Function { get; } = function;

    /// <summary>For printing: unique in the function.</summary>
    public int Id { get; } = function.NextBlockId();
    public ListView<Operation> Operations => new(operations);

    /// <summary>How a loop headed by this block is to be unrolled: null no wish, 0 fully, n by n.</summary>
    public int? UnrollCount { get; set; }

    /// <summary>Null while the block is being built.</summary>
    public Operation? Terminator => operations.Count > 0 && operations[^1].IsTerminator ? operations[^1] : null;
    public ReadOnlySpan<Block> Successors => Terminator is { } t ? t.Targets : [];

    public PhiView Phis => new(operations);

    public Operation Append(Operation operation)
    {
        operation.Block = this;
        operations.Add(operation);
        return operation;
    }

    public Operation Insert(int index, Operation operation)
    {
        operation.Block = this;
        operations.Insert(index, operation);
        return operation;
    }

    public Operation InsertBefore(Operation position, Operation operation) => Insert(IndexOf(position), operation);

    /// <summary>Inserts before the terminator.</summary>
    public Operation InsertAtEnd(Operation operation) => Insert(Terminator is null ? operations.Count : operations.Count - 1, operation);

    public int IndexOf(Operation operation) => operations.IndexOf(operation);

    /// <summary>Moves the operations from <paramref name="index"/> on to the end of <paramref name="target"/>.</summary>
    public void MoveTail(int index, Block target)
    {
        for (var i = index; i < operations.Count; i++)
        {
            target.Append(operations[i]);
        }

        operations.RemoveRange(index, operations.Count - index);
    }

    /// <summary>Replaces the terminator; edges' phis are the caller's business.</summary>
    public void SetTerminator(Operation terminator)
    {
        Terminator?.Remove();
        Append(terminator);
    }

    /// <summary>Drops all operations that were let go of by <see cref="Operation.Release"/>, in one walk.</summary>
    public void Sweep() => operations.RemoveAll(static o => o.Block is null);

    /// <summary>Replaces the list of operations in one go; those left out must have been released, those new are adopted.</summary>
    public void SetOperations(List<Operation> replacement)
    {
        operations.Clear();
        foreach (var operation in replacement)
        {
            Append(operation);
        }
    }

    internal void Detach(Operation operation)
    {
        operations.Remove(operation);
        operation.Block = null;
    }
}
