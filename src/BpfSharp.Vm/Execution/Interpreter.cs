// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Vm.Helpers;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Execution;

/// <summary>Runs linked code, one instruction after the other.</summary>
internal sealed partial class Interpreter(LinkedCode code, AddressSpace memory, HelperCalls helpers, long instructionLimit)
{
    private const int ResultRegister = 0, FramePointer = 10;

    // Registers 1 to 5 are lost to calls.
    private const int CallClobbered = 0b11_1110;

    private readonly ulong[] registers = new ulong[11];
    private readonly Stack<Frame> frames = new();
    private int defined;
    private int slot;
    private long executed;

    public long Executed => executed;

    /// <summary>Runs a function to its exit and gives R0.</summary>
    /// <exception cref="VmException">The program did what it must not.</exception>
    public ulong Run(int start, params ReadOnlySpan<ulong> arguments)
    {
        var depth = frames.Count;
        try
        {
            Enter(start, returnSlot: -1);
            SetArguments(arguments);
            while (Step())
            {
                // The instruction itself decides what comes next.
            }

            return registers[ResultRegister];
        }
        catch (Exception e) when (e is AccessException or InvalidInstructionException)
        {
            throw Failure(e.Message);
        }
        finally
        {
            while (frames.Count > depth)
            {
                memory.Remove(frames.Pop().StackEnd - Frame.Size);
            }
        }
    }

    /// <summary>Runs a function on behalf of a helper, with the caller's registers kept.</summary>
    public ulong CallBack(ulong function, params ReadOnlySpan<ulong> arguments)
    {
        var start = LinkedCode.FunctionStart(function);
        if (start < 0 || !code.IsStart(start))
        {
            throw new AccessException("a callback is not a function");
        }

        var (keptSlot, keptDefined, kept) = (slot, defined, (ulong[])registers.Clone());
        var result = Run(start, arguments);
        (slot, defined) = (keptSlot, keptDefined);
        kept.CopyTo(registers, 0);
        return result;
    }

    /// <summary>Goes on at another program's start with the same context: bpf_tail_call.</summary>
    public void TailCall(string program, ulong context)
    {
        slot = code.StartOf(program);
        registers[1] = context;
        defined |= 2;
    }

    private void SetArguments(ReadOnlySpan<ulong> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            registers[i + 1] = arguments[i];
            defined |= 2 << i;
        }
    }

    /// <summary>False at the exit of the outermost function.</summary>
    private bool Step()
    {
        if (++executed > instructionLimit)
        {
            throw Failure($"more than {instructionLimit} instructions");
        }

        if ((uint)slot >= (uint)code.Slots.Length)
        {
            throw Failure("the end of the code was run over");
        }

        var instruction = code.Slots[slot];
        switch (instruction.Class)
        {
            case InstructionClass.Alu64: Alu64(instruction); break;
            case InstructionClass.Alu: Alu32(instruction); break;
            case InstructionClass.Ldx: Load(instruction); break;
            case InstructionClass.St: Store(instruction, (ulong)(long)instruction.Immediate); break;
            case InstructionClass.Stx when instruction.IsAtomic(): Atomic(instruction); break;
            case InstructionClass.Stx: Store(instruction, Get(instruction.Source)); break;
            case InstructionClass.Ld when instruction.IsWideLoad: LoadWide(instruction); break;
            case InstructionClass.Ld: return LoadPacket(instruction);
            default: return JumpOrCall(instruction);
        }

        slot++;
        return true;
    }

    private ulong Get(Register register)
    {
        if ((defined & 1 << (int)register) == 0)
        {
            throw Failure($"r{(int)register} is read before anything was written to it");
        }

        return registers[(int)register];
    }

    private void Set(Register register, ulong value)
    {
        if ((int)register >= FramePointer)
        {
            throw Failure("the frame pointer is read-only");
        }

        registers[(int)register] = value;
        defined |= 1 << (int)register;
    }

    private ulong Operand(Instruction instruction) => instruction.SourceIsRegister() ? Get(instruction.Source) : (ulong)(long)instruction.Immediate;

    private VmException Failure(string reason)
    {
        var (function, index, location) = code.Describe(Math.Min(slot, code.Slots.Length - 1));
        return new VmException(reason, function, index, location);
    }
}
