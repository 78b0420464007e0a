// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Objects;
using BpfSharp.Vm.Maps;

namespace BpfSharp.Vm.Execution;

/// <summary>All code of an object in one array, relocated to a machine's maps; functions are addressed by their first slot.</summary>
internal sealed class LinkedCode
{
    private readonly ObjectSpec spec;
    private readonly List<(int Start, CodeSpec Code)> parts = [];
    private readonly Dictionary<string, int> starts = new(StringComparer.Ordinal);

    public LinkedCode(ObjectSpec spec, IReadOnlyDictionary<string, VmMap> maps, Func<VmMap, ulong> handleOf)
    {
        this.spec = spec;
        var length = 0;
        foreach (var code in spec.Programs.Concat<CodeSpec>(spec.Subprograms))
        {
            parts.Add((length, code));
            starts.TryAdd(code.Name, length);
            length += code.Instructions.Length;
        }

        Arena = maps.Values.OfType<ArenaMap>().FirstOrDefault();
        Slots = [.. parts.SelectMany(p => p.Code.Instructions)];
        Wide = new ulong[length];
        foreach (var (start, code) in parts)
        {
            LoadConstants(start, code);
            Relocate(start, code, maps, handleOf);
        }
    }

    public Instruction[] Slots { get; }

    /// <summary>The arena that casts between address spaces are about; null without one.</summary>
    public ArenaMap? Arena { get; }

    /// <summary>What the 64-bit load at a slot loads.</summary>
    public ulong[] Wide { get; }

    public int StartOf(string function) => starts.TryGetValue(function, out var start) ? start : throw new KeyNotFoundException($"there is no program {function}");

    public bool IsStart(int slot) => parts.Exists(p => p.Start == slot);

    /// <summary>Function, slot within it, and "file:line" or null.</summary>
    public (string Function, int Index, string? Location) Describe(int slot)
    {
        var (start, code) = parts.FindLast(p => p.Start <= slot);
        var index = slot - start;
        var line = code.Lines.FindLast(l => l.InstructionIndex <= index);
        return (code.Name, index, line.Line == 0 ? null : $"{(line.File < spec.Files.Count ? spec.Files[line.File] : "?")}:{line.Line}");
    }

    private void LoadConstants(int start, CodeSpec code)
    {
        for (var i = 0; i + 1 < code.Instructions.Length; i++)
        {
            if (code.Instructions[i].IsWideLoad)
            {
                Wide[start + i] = (uint)code.Instructions[i].Immediate | (ulong)(uint)code.Instructions[i + 1].Immediate << 32;
                i++;
            }
        }
    }

    private void Relocate(int start, CodeSpec code, IReadOnlyDictionary<string, VmMap> maps, Func<VmMap, ulong> handleOf)
    {
        foreach (var relocation in code.Relocations)
        {
            var slot = start + relocation.InstructionIndex;
            switch (relocation.Kind)
            {
                case RelocationKind.Map:
                    Wide[slot] = handleOf(maps[relocation.Target]);
                    break;
                case RelocationKind.MapValue when maps[relocation.Target] is ArenaMap arena:
                    Wide[slot] = arena.AddressOf(relocation.Addend);
                    break;
                case RelocationKind.MapValue:
                    Wide[slot] = maps[relocation.Target].Find(new byte[4])!.Address + (ulong)relocation.Addend;
                    break;
                case RelocationKind.Subprogram when Slots[slot].IsCall():
                    Slots[slot] = Slots[slot].WithImmediate(starts[relocation.Target] - slot - 1);
                    break;
                case RelocationKind.Subprogram:
                    Wide[slot] = FunctionAddress(starts[relocation.Target]);
                    break;
                default:
                    throw new NotSupportedException($"{code.Name}: the machine has no kernel symbol {relocation.Target}");
            }
        }
    }

    // Far above any region's number.
    private const ulong FunctionBase = 0xfff0_0000_0000_0000;

    public static ulong FunctionAddress(int start) => FunctionBase + (uint)start;

    public static int FunctionStart(ulong address) => address >= FunctionBase ? (int)(address - FunctionBase) : -1;
}
