// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Loading;

/// <summary>Appends subprograms to the programs that reach them and writes what only the loader knows into the instructions.</summary>
internal sealed class RelocateStage : ILoadStage
{
    public void Run(LoadContext context)
    {
        var subprograms = context.Spec.Subprograms.ToDictionary(s => s.Name, StringComparer.Ordinal);
        context.Programs.RemoveAll(program => !context.Try(program, () => Relocate(context, program, subprograms)));
    }

    private static void Relocate(LoadContext context, ProgramSpec program, Dictionary<string, SubprogramSpec> subprograms)
    {
        var parts = Layout(program, subprograms, out var total);
        var instructions = new Instruction[total];
        foreach (var (code, start) in parts)
        {
            context.InstructionsOf(code).CopyTo(instructions, start);
            foreach (var relocation in code.Relocations)
            {
                Apply(context, code, relocation, instructions, start + relocation.InstructionIndex, parts);
            }
        }

        context.Code[program.Name] = new LinkedCode(instructions, parts);
    }

    /// <summary>The program and everything it reaches, each once, in order of discovery.</summary>
    private static List<(CodeSpec Code, int Start)> Layout(ProgramSpec program, Dictionary<string, SubprogramSpec> subprograms, out int total)
    {
        var parts = new List<(CodeSpec Code, int Start)> { (program, 0) };
        total = program.Instructions.Length;
        for (var i = 0; i < parts.Count; i++)
        {
            foreach (var relocation in parts[i].Code.Relocations)
            {
                if (relocation.Kind != RelocationKind.Subprogram || parts.Exists(p => p.Code.Name == relocation.Target))
                {
                    continue;
                }

                var callee = subprograms.TryGetValue(relocation.Target, out var found) ? found : throw Missing(parts[i].Code, "subprogram", relocation.Target);
                parts.Add((callee, total));
                total += callee.Instructions.Length;
            }
        }

        return parts;
    }

    private static void Apply(
        LoadContext context, CodeSpec code, Relocation relocation, Instruction[] instructions, int slot, List<(CodeSpec Code, int Start)> parts)
    {
        switch (relocation.Kind)
        {
            case RelocationKind.Map:
                Load(instructions, slot, PseudoLoad.MapFd, Map(context, code, relocation).Fd, 0);
                break;
            case RelocationKind.MapValue:
                Load(instructions, slot, PseudoLoad.MapValue, Map(context, code, relocation).Fd, relocation.Addend);
                break;
            case RelocationKind.Subprogram:
                PointAtSubprogram(instructions, slot, parts.Find(p => p.Code.Name == relocation.Target).Start);
                break;
            case RelocationKind.Kfunc:
                CallKernelFunction(context, code, relocation, instructions, slot);
                break;
            case RelocationKind.Ksym:
                LoadKernelSymbol(context, code, relocation, instructions, slot);
                break;
        }
    }

    /// <summary>A weak function that the kernel lacks becomes a call that only code behind a question for it may reach.</summary>
    private static void CallKernelFunction(LoadContext context, CodeSpec code, Relocation relocation, Instruction[] instructions, int slot)
    {
        if (context.KernelTypes?.Find(BtfKind.Function, relocation.Target) is > 0 and var id)
        {
            instructions[slot] = instructions[slot].WithSource((Register)PseudoCall.Kfunc).WithOffset(0).WithImmediate((int)id);
            return;
        }

        if (!context.Spec.WeakExternals.Contains(relocation.Target))
        {
            throw Missing(code, "kernel function", relocation.Target);
        }

        context.Missing[(code, relocation.InstructionIndex)] = $"the function {relocation.Target}";
        instructions[slot] = Instructions.Call(ResolveCoreStage.PoisonHelper);
    }

    /// <summary>Calls and function addresses count slots from the next instruction.</summary>
    private static void PointAtSubprogram(Instruction[] instructions, int slot, int target)
    {
        var distance = target - slot - 1;
        instructions[slot] = instructions[slot].IsWideLoad
            ? instructions[slot].WithSource((Register)PseudoLoad.Function).WithImmediate(distance)
            : instructions[slot].WithSource((Register)PseudoCall.Function).WithImmediate(distance);
    }

    /// <summary>By BTF id where the variable is typed (the verifier then knows what it points at), by address elsewhere.</summary>
    private static void LoadKernelSymbol(LoadContext context, CodeSpec code, Relocation relocation, Instruction[] instructions, int slot)
    {
        if (context.KernelTypes?.Find(BtfKind.Variable, relocation.Target) is > 0 and var id)
        {
            Load(instructions, slot, PseudoLoad.BtfId, (int)id, 0);
            return;
        }

        if (context.KernelTypes?.Find(BtfKind.Function, relocation.Target) is > 0 and var function && IsFunction(context, relocation.Target))
        {
            Load(instructions, slot, PseudoLoad.BtfId, (int)function, 0);
            return;
        }

        if (context.Spec.WeakExternals.Contains(relocation.Target) && Kallsyms.AddressOf(relocation.Target) is null)
        {
            Load(instructions, slot, PseudoLoad.Constant, 0, 0);
            return;
        }

        var address = Kallsyms.AddressOf(relocation.Target) ?? throw Missing(code, "kernel symbol", relocation.Target);
        Load(instructions, slot, PseudoLoad.Constant, (int)address, (int)(address >> 32));
    }

    /// <summary>The object's types say whether a name stands for a function; its address is then asked for to see whether it exists.</summary>
    private static bool IsFunction(LoadContext context, string name) =>
        !context.Spec.Btf.IsEmpty && BtfTypes.Parse(context.Spec.Btf).Find(BtfKind.Function, name) != 0;

    private static void Load(Instruction[] instructions, int slot, PseudoLoad kind, int low, int high)
    {
        instructions[slot] = instructions[slot].WithSource((Register)kind).WithImmediate(low);
        instructions[slot + 1] = instructions[slot + 1].WithImmediate(high);
    }

    private static BpfMap Map(LoadContext context, CodeSpec code, Relocation relocation) =>
        context.Maps.TryGetValue(relocation.Target, out var map) ? map : throw Missing(code, "map", relocation.Target);

    private static BpfException Missing(CodeSpec code, string what, string name) =>
        new("relocate", code.Name, 0, $"there is no {what} {name}");
}
