// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Core;

namespace BpfSharp.Loading;

/// <summary>Functions and variables of the kernel that programs call or read (sections .ksyms): by BTF id where typed, by address elsewhere.</summary>
/// <remarks>
/// A name may carry a flavour ("f___new"), so that several prototypes of one function can be tried; a candidate whose prototype or type does not
/// fit the program's declaration counts as absent. What is absent and weak becomes 0, or a call that must not be reached.
/// </remarks>
internal sealed class KernelExterns(LoadContext context)
{
    private const int LargestModuleSlot = short.MaxValue;
    private readonly Dictionary<(BtfKind Kind, string Name), (KernelTypeId? Found, string? Why)> answers = [];

    public void Call(CodeSpec code, Relocation relocation, Instruction[] instructions, int slot, List<BpfFd> modules)
    {
        var (found, why) = Find(BtfKind.Function, relocation.Target);
        if (found is { } function)
        {
            instructions[slot] = instructions[slot].WithSource((Register)PseudoCall.Kfunc).WithOffset(ModuleSlot(code, function, modules)).WithImmediate((int)function.Id);
            return;
        }

        if (!IsWeak(relocation.Target))
        {
            throw Missing(code, "kernel function", relocation.Target, why);
        }

        context.Missing[(code, relocation.InstructionIndex)] = $"this kernel does not have the function {relocation.Target}";
        instructions[slot] = Instructions.Call(ResolveCoreStage.PoisonHelper);
    }

    public void LoadAddress(CodeSpec code, Relocation relocation, Instruction[] instructions, int slot)
    {
        var kind = KindOf(relocation.Target);
        var (found, why) = kind is { } typed ? Find(typed, relocation.Target) : (null, null);
        if (found is { } symbol)
        {
            RelocateStage.Load(instructions, slot, PseudoLoad.BtfId, (int)symbol.Id, symbol.Source.Object?.Number ?? 0);
            return;
        }

        // Without a declared type the kernel's own knowledge of the variable serves, then its address.
        if (kind is null && Address(relocation.Target, out why) is { } address)
        {
            RelocateStage.Load(instructions, slot, PseudoLoad.Constant, (int)address, (int)(address >> 32));
            return;
        }

        if (!IsWeak(relocation.Target))
        {
            throw Missing(code, kind == BtfKind.Function ? "kernel function" : "kernel symbol", relocation.Target, why);
        }

        RelocateStage.Load(instructions, slot, PseudoLoad.Constant, 0, 0);
    }

    /// <summary>Slot 0 stands for the kernel itself.</summary>
    private static short ModuleSlot(CodeSpec code, KernelTypeId function, List<BpfFd> modules)
    {
        if (function.Source.Object is not { } module)
        {
            return 0;
        }

        var at = modules.IndexOf(module);
        if (at < 0)
        {
            at = modules.Count;
            modules.Add(module);
        }

        return at < LargestModuleSlot ? (short)(at + 1) : throw new BpfException("relocate", code.Name, 0, "it calls functions of too many modules");
    }

    /// <summary>How the object declares the symbol; null for variables of no type, whose address alone is asked for.</summary>
    private BtfKind? KindOf(string name)
    {
        if (context.ObjectTypes is not { } types)
        {
            return context.Kernel.Find(BtfKind.Variable, name) is null ? null : BtfKind.Variable;
        }

        if (types.Find(BtfKind.Variable, name) is > 0 and var id)
        {
            return types.SkipModifiers(types.Get(id).TypeId).Kind == BtfKind.Void ? null : BtfKind.Variable;
        }

        return types.Find(BtfKind.Function, name) != 0 ? BtfKind.Function : context.Kernel.Find(BtfKind.Variable, name) is null ? null : BtfKind.Variable;
    }

    private (KernelTypeId? Found, string? Why) Find(BtfKind kind, string name)
    {
        if (!answers.TryGetValue((kind, name), out var answer))
        {
            answers.Add((kind, name), answer = Search(kind, name));
            context.Options.Trace?.Invoke(answer.Found is { } found
                ? $"{kind} {name}: [{found.Id}] of {found.Source.Name}" : $"{kind} {name}: not found: {answer.Why}");
        }

        return answer;
    }

    private (KernelTypeId? Found, string? Why) Search(BtfKind kind, string name)
    {
        if (context.Kernel.Kernel is null)
        {
            return (null, "the kernel has no BTF (CONFIG_DEBUG_INFO_BTF)");
        }

        if (context.Kernel.Find(kind, CoreNames.Essential(name)) is not { } found)
        {
            return (null, context.Kernel.Modules.Count == 0 ? "the kernel has no such name in its BTF" : "neither the kernel nor a loaded module has such a name in its BTF");
        }

        var types = context.ObjectTypes;
        var own = types?.Find(kind, name) ?? 0;
        return own == 0 || CoreCompatibility.AreTypesCompatible(types!, types!.Get(own).TypeId, found.Source.Types, found.Type.TypeId)
            ? (found, null)
            : (null, $"{found.Source.Name} declares it with another {(kind == BtfKind.Function ? "prototype" : "type")}");
    }

    private static ulong? Address(string name, out string? why)
    {
        var addresses = Kallsyms.AddressesOf(CoreNames.Essential(name));
        why = addresses.Count > 1 ? $"{addresses.Count} symbols of that name are in /proc/kallsyms"
            : addresses.Count == 0 ? "it is not in /proc/kallsyms, or its address is hidden (kernel.kptr_restrict)" : null;
        return addresses.Count == 1 ? addresses[0] : null;
    }

    private bool IsWeak(string name) => context.Spec.WeakExternals.Contains(name);

    private static BpfException Missing(CodeSpec code, string what, string name, string? why) =>
        new("relocate", code.Name, Kernel.Errno.ESRCH, why is null ? $"there is no {what} {name}" : $"there is no {what} {name}: {why}");
}
