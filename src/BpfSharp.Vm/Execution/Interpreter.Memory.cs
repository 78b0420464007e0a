// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Execution;

internal sealed partial class Interpreter
{
    private void Load(Instruction instruction)
    {
        var size = instruction.MemorySize().SizeInBytes();
        var value = Read(Get(instruction.Source) + (ulong)(long)instruction.Offset, size);
        Set(instruction.Destination, instruction.MemoryMode() switch
        {
            MemoryMode.Mem => value,
            MemoryMode.MemSx when size < 8 => Arithmetic.SignExtend(value, size * 8),
            _ => throw new InvalidInstructionException(),
        });
    }

    private void Store(Instruction instruction, ulong value)
    {
        if (instruction.MemoryMode() != MemoryMode.Mem)
        {
            throw new InvalidInstructionException();
        }

        Write(Get(instruction.Destination) + (ulong)(long)instruction.Offset, instruction.MemorySize().SizeInBytes(), value);
    }

    private void LoadWide(Instruction instruction)
    {
        Set(instruction.Destination, code.Wide[slot]);
        slot++;
    }

    private void Atomic(Instruction instruction)
    {
        var size = instruction.MemorySize().SizeInBytes();
        var operation = (AtomicOperation)instruction.Immediate;
        if (operation == AtomicOperation.LoadAcquire)
        {
            Set(instruction.Destination, Read(Get(instruction.Source) + (ulong)(long)instruction.Offset, size));
            return;
        }

        var address = Get(instruction.Destination) + (ulong)(long)instruction.Offset;
        var operand = Get(instruction.Source);
        if (operation == AtomicOperation.StoreRelease)
        {
            Write(address, size, operand);
            return;
        }

        if (size < 4)
        {
            throw new InvalidInstructionException();
        }

        var old = Read(address, size);
        if (operation == AtomicOperation.CmpXchg)
        {
            var expected = size == 4 ? (uint)Get(Register.R0) : Get(Register.R0);
            Write(address, size, old == expected ? operand : old);
            Set(Register.R0, old);
            return;
        }

        Write(address, size, Combined(operation, old, operand));
        if ((operation & AtomicOperation.Fetch) != 0)
        {
            Set(instruction.Source, old);
        }
    }

    private static ulong Combined(AtomicOperation operation, ulong old, ulong operand) => (operation & ~AtomicOperation.Fetch) switch
    {
        AtomicOperation.Add => old + operand,
        AtomicOperation.Or => old | operand,
        AtomicOperation.And => old & operand,
        AtomicOperation.Xor => old ^ operand,
        _ when operation == AtomicOperation.Xchg => operand,
        _ => throw new InvalidInstructionException(),
    };

    private ulong Read(ulong address, int size)
    {
        var region = memory.Find(address, size, isWrite: false, out var offset);

        // Reading some padding along with a record is what copies do; reading nothing but is a mistake.
        return region.IsUntouched(offset, size)
            ? throw new AccessException($"{size} bytes at offset {offset} of {region.Name} are read before they were written")
            : region.Read(offset, size);
    }

    private void Write(ulong address, int size, ulong value) => memory.Find(address, size, isWrite: true, out var offset).Write(offset, size, value);
}
