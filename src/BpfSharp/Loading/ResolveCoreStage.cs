// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects;
using BpfSharp.Objects.Core;

namespace BpfSharp.Loading;

/// <summary>Adapts instructions to the running kernel's types (CO-RE).</summary>
/// <remarks>What the kernel lacks becomes a call of a helper that does not exist: harmless behind a question for existence, and refused where it can be reached.</remarks>
internal sealed class ResolveCoreStage : ILoadStage
{
    /// <summary>The helper number libbpf uses too, so that logs look alike.</summary>
    public const int PoisonHelper = 0xbad2310;

    private static readonly Instruction Poison = Instructions.Call(PoisonHelper);

    public void Run(LoadContext context)
    {
        CoreResolver? resolver = null;
        foreach (var subprogram in context.Spec.Subprograms)
        {
            Adapt(context, subprogram, ref resolver);
        }

        context.Programs.RemoveAll(program => !context.Try(program, () => Adapt(context, program, ref resolver)));
    }

    private static void Adapt(LoadContext context, CodeSpec code, ref CoreResolver? resolver)
    {
        if (code.CoreRelocations.Count == 0)
        {
            return;
        }

        resolver ??= Open(context, code);
        var instructions = code.Instructions.ToArray();
        foreach (var relocation in code.CoreRelocations)
        {
            Settle(context, code, relocation, Resolve(resolver, code, relocation), instructions);
        }

        context.Adapted[code] = instructions;
    }

    private static CoreResolver Open(LoadContext context, CodeSpec code)
    {
        var kernel = context.Kernel.Kernel
            ?? throw new BpfException("relocate", code.Name, 0, "it has CO-RE relocations, and the running kernel has no BTF (CONFIG_DEBUG_INFO_BTF)");
        return context.ObjectTypes is { } types
            ? new CoreResolver(types, kernel.Types, () => ModuleTypes(context.Kernel)) { Trace = context.Options.Trace }
            : throw new BpfException("relocate", code.Name, 0, "it has CO-RE relocations but no BTF");
    }

    private static IEnumerable<(string Name, BtfTypes Types)> ModuleTypes(KernelTypeSources sources)
    {
        foreach (var module in sources.Modules)
        {
            yield return (module.Name, module.Types);
        }
    }

    private static CoreAnswer Resolve(CoreResolver resolver, CodeSpec code, CoreRelocation relocation)
    {
        try
        {
            return resolver.Resolve(relocation);
        }
        catch (FormatException error)
        {
            throw new BpfException("relocate", code.Name, 0, error.Message, error);
        }
    }

    private static void Settle(LoadContext context, CodeSpec code, CoreRelocation relocation, CoreAnswer answer, Instruction[] instructions)
    {
        var index = relocation.InstructionIndex;
        if ((uint)index >= (uint)instructions.Length)
        {
            throw Wrong(code, index, answer, "lies outside the function");
        }

        var why = answer.MissingBecause ?? Patch(code, index, relocation, answer, instructions);
        if (why is not null)
        {
            context.Missing[(code, index)] = $"this kernel does not have {answer.Place}: {why}";
            if (instructions[index].IsWideLoad && index + 1 < instructions.Length)
            {
                instructions[index + 1] = Poison;
            }

            instructions[index] = Poison;
        }
    }

    /// <summary>Why the access cannot be made on this kernel, or null.</summary>
    private static string? Patch(CodeSpec code, int index, CoreRelocation relocation, CoreAnswer answer, Instruction[] instructions)
    {
        var instruction = instructions[index];
        switch (instruction.Class)
        {
            case InstructionClass.Alu or InstructionClass.Alu64:
                Check(code, index, answer, instruction.Immediate);
                instructions[index] = instruction.WithImmediate((int)answer.Value);
                return null;
            case InstructionClass.Ldx or InstructionClass.St or InstructionClass.Stx:
                Check(code, index, answer, instruction.Offset);
                return PatchAccess(index, answer, instructions);
            case InstructionClass.Ld when instruction.IsWideLoad && index + 1 < instructions.Length:
                instructions[index] = instruction.WithImmediate((int)answer.Value);
                instructions[index + 1] = instructions[index + 1].WithImmediate((int)(answer.Value >> 32));
                return null;
            default:
                throw Wrong(code, index, answer, $"of kind {relocation.Kind} stands at an instruction that cannot hold a number");
        }
    }

    private static string? PatchAccess(int index, CoreAnswer answer, Instruction[] instructions)
    {
        if (answer.Value != (short)answer.Value)
        {
            return "the kernel has it too far from the start for one access";
        }

        var instruction = instructions[index].WithOffset((short)answer.Value);
        var width = Width(instruction);
        if (answer.Size != answer.LocalSize && answer.LocalSize == width)
        {
            if (!answer.MayResize || answer.Size is not (1 or 2 or 4 or 8))
            {
                return $"it has {answer.Size} bytes on this kernel and {answer.LocalSize} in the program";
            }

            var size = answer.Size switch { 1 => MemorySize.Byte, 2 => MemorySize.Half, 4 => MemorySize.Word, _ => MemorySize.DoubleWord };
            instruction = new Instruction((byte)(instruction.Opcode & ~0x18 | (int)size), instruction.Destination, instruction.Source, instruction.Offset, instruction.Immediate);
        }

        instructions[index] = instruction;
        return null;
    }

    private static int Width(Instruction instruction) => (MemorySize)(instruction.Opcode & 0x18) switch
    {
        MemorySize.Byte => 1,
        MemorySize.Half => 2,
        MemorySize.Word => 4,
        _ => 8,
    };

    private static void Check(CodeSpec code, int index, CoreAnswer answer, long found)
    {
        if (answer.IsChecked && found != answer.LocalValue)
        {
            throw Wrong(code, index, answer, $"expects {answer.LocalValue} in the instruction, which holds {found}");
        }
    }

    private static BpfException Wrong(CodeSpec code, int index, CoreAnswer answer, string what) =>
        new("relocate", code.Name, 0, $"the CO-RE relocation of {answer.Place} at instruction {index} {what}");
}
