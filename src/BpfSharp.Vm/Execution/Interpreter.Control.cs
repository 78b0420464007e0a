// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Execution;

internal sealed partial class Interpreter
{
    private bool JumpOrCall(Instruction instruction)
    {
        var isWide = instruction.Class == InstructionClass.Jmp;
        switch (instruction.JumpOperation())
        {
            case JumpOperation.Exit when isWide:
                return Leave();
            case JumpOperation.Call when isWide:
                Call(instruction);
                return true;
            case JumpOperation.Ja:
                slot += 1 + instruction.JumpDistance();
                return true;
            case JumpOperation.Jcond when isWide:
                // The kernel's patience ends at a number of its own; ours is the instruction limit.
                slot++;
                return true;
            default:
                slot += Holds(instruction, isWide) ? 1 + instruction.Offset : 1;
                return true;
        }
    }

    private bool Holds(Instruction instruction, bool isWide)
    {
        var (left, right) = (Get(instruction.Destination), Operand(instruction));
        return isWide
            ? Arithmetic.Holds(instruction.JumpOperation(), left, right)
            : instruction.JumpOperation() is JumpOperation.Jsgt or JumpOperation.Jsge or JumpOperation.Jslt or JumpOperation.Jsle
                ? Arithmetic.Holds(instruction.JumpOperation(), (ulong)(int)left, (ulong)(int)right)
                : Arithmetic.Holds(instruction.JumpOperation(), (uint)left, (uint)right);
    }

    private void Call(Instruction instruction)
    {
        switch ((PseudoCall)instruction.Source)
        {
            case PseudoCall.Function:
                Enter(slot + 1 + instruction.Immediate, slot + 1);
                break;
            case PseudoCall.Helper:
                CallHelper(instruction.Immediate);
                break;
            default:
                throw Failure("the machine has no kernel functions");
        }
    }

    private void CallHelper(int number)
    {
        var at = slot;
        var arguments = new ulong[5];
        for (var i = 0; i < 5; i++)
        {
            arguments[i] = (defined & 2 << i) == 0 ? 0 : registers[i + 1];
        }

        var result = helpers.Call(number, arguments, this);
        if (slot != at)
        {
            // A tail call: nothing but the context is left.
            defined = 1 << 1 | 1 << FramePointer;
            return;
        }

        defined &= ~CallClobbered;
        Set(Register.R0, result);
        slot++;
    }

    private void Enter(int start, int returnSlot)
    {
        if (frames.Count == Frame.Limit)
        {
            throw Failure($"calls more than {Frame.Limit} deep");
        }

        var stack = new Region("the stack", new byte[Frame.Size], new bool[Frame.Size]);
        var frame = new Frame(memory.Add(stack) + Frame.Size, returnSlot) { SavedDefined = defined };
        registers.AsSpan(6, 4).CopyTo(frame.Saved);
        frames.Push(frame);
        registers[FramePointer] = frame.StackEnd;
        defined = (returnSlot < 0 ? 0 : defined & CallClobbered) | 1 << FramePointer;
        slot = start;
    }

    private bool Leave()
    {
        var hasResult = (defined & 1) != 0;
        var frame = frames.Pop();
        memory.Remove(frame.StackEnd - Frame.Size);
        if (frame.ReturnSlot < 0)
        {
            return hasResult ? false : throw Failure("r0 has no value at the exit");
        }

        frame.Saved.CopyTo(registers, 6);
        registers[FramePointer] = frames.Peek().StackEnd;
        defined = (frame.SavedDefined & ~(CallClobbered | 1)) | (hasResult ? 1 : 0);
        slot = frame.ReturnSlot;
        return true;
    }
}
