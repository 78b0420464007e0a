// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>Appends subprograms to the programs that reach them and writes what only the loader knows into the instructions.</summary>
internal sealed class RelocateStage : ILoadStage
{
    public void Run(LoadContext context)
    {
        var subprograms = context.Spec.Subprograms.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var externs = new KernelExterns(context);
        context.Programs.RemoveAll(program => !context.Try(program, () => Relocate(context, externs, program, subprograms)));
    }

    private static void Relocate(LoadContext context, KernelExterns externs, ProgramSpec program, Dictionary<string, SubprogramSpec> subprograms)
    {
        var parts = Layout(program, subprograms, out var total);
        var instructions = new Instruction[total];
        var modules = new List<BpfFd>();
        foreach (var (code, start) in parts)
        {
            context.InstructionsOf(code).CopyTo(instructions, start);
            foreach (var relocation in code.Relocations)
            {
                Apply(context, code, relocation, instructions, start + relocation.InstructionIndex, parts, externs, modules);
            }
        }

        context.Code[program.Name] = new LinkedCode(instructions, parts, modules);
    }

    /// <summary>The program and everything it reaches, each once, in order of discovery.</summary>
    internal static List<(CodeSpec Code, int Start)> Layout(ProgramSpec program, Dictionary<string, SubprogramSpec> subprograms, out int total)
    {
        var parts = new List<(CodeSpec Code, int Start)> { (program, 0) };
        total = program.Instructions.Length;
        var known = new HashSet<string>(StringComparer.Ordinal);
        if (program.ExceptionCallback is { } callback)
        {
            Append(program, callback, subprograms, known, parts, ref total);
        }

        for (var i = 0; i < parts.Count; i++)
        {
            foreach (var relocation in parts[i].Code.Relocations)
            {
                if (relocation.Kind == RelocationKind.Subprogram)
                {
                    Append(parts[i].Code, relocation.Target, subprograms, known, parts, ref total);
                }
            }
        }

        return parts;
    }

    private static void Append(
        CodeSpec caller, string name, Dictionary<string, SubprogramSpec> subprograms, HashSet<string> known, List<(CodeSpec Code, int Start)> parts, ref int total)
    {
        if (known.Add(name))
        {
            var callee = subprograms.TryGetValue(name, out var found) ? found : throw Missing(caller, "subprogram", name);
            parts.Add((callee, total));
            total += callee.Instructions.Length;
        }
    }

    private static void Apply(
        LoadContext context, CodeSpec code, Relocation relocation, Instruction[] instructions, int slot, List<(CodeSpec Code, int Start)> parts,
        KernelExterns externs, List<BpfFd> modules)
    {
        switch (relocation.Kind)
        {
            case RelocationKind.Map or RelocationKind.MapValue when !context.Maps.ContainsKey(relocation.Target) && IsLeftOut(context, relocation.Target):
                context.Missing[(code, relocation.InstructionIndex)] = $"map {relocation.Target} is left out";
                instructions[slot] = instructions[slot + 1] = Instructions.Call(ResolveCoreStage.PoisonHelper);
                break;
            case RelocationKind.Map:
                Load(instructions, slot, PseudoLoad.MapFd, Map(context, code, relocation).Fd, 0);
                break;
            case RelocationKind.MapValue:
                var holder = Map(context, code, relocation);
                Load(instructions, slot, PseudoLoad.MapValue, holder.Fd, relocation.Addend + holder.DataOffset);
                break;
            case RelocationKind.Subprogram:
                PointAtSubprogram(instructions, slot, parts.Find(p => p.Code.Name == relocation.Target).Start);
                break;
            case RelocationKind.Kfunc:
                externs.Call(code, relocation, instructions, slot, modules);
                break;
            case RelocationKind.Ksym:
                externs.LoadAddress(code, relocation, instructions, slot);
                break;
        }
    }

    /// <summary>Calls and function addresses count slots from the next instruction.</summary>
    private static void PointAtSubprogram(Instruction[] instructions, int slot, int target)
    {
        var distance = target - slot - 1;
        instructions[slot] = instructions[slot].IsWideLoad
            ? instructions[slot].WithSource((Register)PseudoLoad.Function).WithImmediate(distance)
            : instructions[slot].WithSource((Register)PseudoCall.Function).WithImmediate(distance);
    }

    /// <summary>Writes both halves of a 64-bit load.</summary>
    public static void Load(Instruction[] instructions, int slot, PseudoLoad kind, int low, int high)
    {
        instructions[slot] = instructions[slot].WithSource((Register)kind).WithImmediate(low);
        instructions[slot + 1] = instructions[slot + 1].WithImmediate(high);
    }

    private static BpfMap Map(LoadContext context, CodeSpec code, Relocation relocation) =>
        context.Maps.TryGetValue(relocation.Target, out var map) ? map : throw Missing(code, "map", relocation.Target);

    private static bool IsLeftOut(LoadContext context, string name) => context.Spec.Maps.Exists(m => m.Name == name && !m.AutoCreate);

    private static BpfException Missing(CodeSpec code, string what, string name) =>
        new("relocate", code.Name, 0, $"there is no {what} {name}");
}
