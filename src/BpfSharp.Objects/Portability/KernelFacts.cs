// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Core;

namespace BpfSharp.Objects.Portability;

/// <summary>Questions to one kernel's types.</summary>
internal sealed class KernelFacts(BtfTypes kernel, BtfTypes local)
{
    private const string HelperPrefix = "BPF_FUNC_";

    private static readonly Finding Holds = new(Standing.Holds, "");

    private readonly CoreResolver resolver = new(local, kernel);

    /// <summary>Names of helpers by number, as this kernel has them.</summary>
    public static void CollectHelpers(BtfTypes kernel, Dictionary<int, string> names)
    {
        var type = kernel.Get(kernel.Find(BtfKind.Enum, "bpf_func_id"));
        for (var i = 0; type.Kind == BtfKind.Enum && i < type.ItemCount; i++)
        {
            var (name, value) = type.Enumerator(i);
            if (name.StartsWith(HelperPrefix, StringComparison.Ordinal))
            {
                names.TryAdd((int)value, "bpf_" + name[HelperPrefix.Length..]);
            }
        }
    }

    /// <summary>Relocations by which an object asks whether something exists.</summary>
    public static bool IsQuestion(CoreRelocationKind kind) =>
        kind is CoreRelocationKind.FieldExists or CoreRelocationKind.TypeExists or CoreRelocationKind.TypeMatches or CoreRelocationKind.EnumeratorExists;

    /// <summary>PercpuHash as PERCPU_HASH.</summary>
    public static string Spell(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            text.Append(char.IsAsciiLetterUpper(letter) && text.Length > 0 ? "_" : "").Append(char.ToUpperInvariant(letter));
        }

        return text.ToString();
    }

    public Finding KnowsValue(string enumName, long value)
    {
        var type = kernel.Get(kernel.Find(BtfKind.Enum, enumName));
        if (type.Kind != BtfKind.Enum)
        {
            return new(Standing.Unknown, $"its types have no enum {enumName}");
        }

        for (var i = 0; i < type.ItemCount; i++)
        {
            // The last one counts the others.
            var (name, number) = type.Enumerator(i);
            if (number == value && !name.StartsWith("__", StringComparison.Ordinal))
            {
                return Holds;
            }
        }

        return new(Standing.Missing, $"its enum {enumName} has no value {value}");
    }

    public Finding HasPlace(CoreRelocation relocation, bool isAsked)
    {
        var answer = resolver.Resolve(relocation);
        if (answer.MissingBecause is { } reason)
        {
            return new(isAsked ? Standing.Optional : Standing.Missing, isAsked ? reason + "; the object asks first" : reason);
        }

        if (IsQuestion(relocation.Kind) && answer.Value == 0)
        {
            return new(Standing.Optional, relocation.Kind == CoreRelocationKind.TypeMatches ? "the kernel's type does not match; the object asks first" : "the kernel has it not; the object asks first");
        }

        return relocation.Kind == CoreRelocationKind.FieldByteOffset && answer.LocalSize != answer.Size && answer.LocalSize != 0 && answer.Size != 0 && !answer.MayResize
            ? new(Standing.Missing, $"it has {answer.Size} bytes there and {answer.LocalSize} in the object, and signed or compound values cannot be read with another size")
            : Holds;
    }

    public Finding HasTarget(BtfKind kind, string name, string what, string? module) =>
        kernel.Find(kind, name) != 0 ? Holds
        : module is null or "vmlinux" ? new(Standing.Missing, $"it has no {what} of that name")
        : new(Standing.Unknown, $"{what} of module {module}, whose types are not these");

    /// <summary>Types list most functions that can be probed, but not all: those whose signature the compiler changed are left out.</summary>
    public Finding HasProbedFunction(string name) =>
        name.AsSpan().ContainsAny('*', '?') ? new(Standing.Unknown, "a pattern")
        : kernel.Find(BtfKind.Function, name) != 0 ? Holds
        : new(Standing.Missing, "its types have no function of that name; it is inlined, renamed, changed by the compiler (name.isra.0) or a module's");

    public Finding HasTracepoint(string target)
    {
        var slash = target.IndexOf('/', StringComparison.Ordinal);
        var (category, name) = slash < 0 ? ("", target) : (target[..slash], target[(slash + 1)..]);
        if (category is "syscalls" or "raw_syscalls" && (name.StartsWith("sys_enter_", StringComparison.Ordinal) || name.StartsWith("sys_exit_", StringComparison.Ordinal)))
        {
            return HasSyscall(name[(name.IndexOf('_', 4) + 1)..]);
        }

        return kernel.Find(BtfKind.Typedef, "btf_trace_" + name) != 0 ? Holds
            : new(Standing.Missing, "it has no tracepoint of that name in itself; a module may");
    }

    public Finding HasSyscall(string name)
    {
        foreach (var prefix in (string[])["__x64_sys_", "__arm64_sys_", "__s390x_sys_", "__riscv_sys_", "__se_sys_", "__do_sys_", "sys_", "ksys_"])
        {
            if (kernel.Find(BtfKind.Function, prefix + name) != 0)
            {
                return Holds;
            }
        }

        return new(Standing.Missing, "it has no such system call");
    }

    public Finding HasStructOps(string name) =>
        kernel.Find(BtfKind.Struct, "bpf_struct_ops_" + name) != 0 && kernel.Find(BtfKind.Struct, name) != 0
            ? Holds
            : new(Standing.Missing, "it lets no BPF program implement a struct of that name, unless a module does");

    public Finding HasKfunc(string name, bool isWeak)
    {
        var id = kernel.Find(BtfKind.Function, name);
        if (id == 0)
        {
            return isWeak ? new(Standing.Optional, "the kernel has it not; the object declares it weak") : new(Standing.Missing, "it has no such function, nor a module's that is part of these types");
        }

        var own = local.Find(BtfKind.Function, name);
        return own == 0 || CoreCompatibility.AreTypesCompatible(local, local.Get(own).TypeId, kernel, kernel.Get(id).TypeId) ? Holds
            : new(Standing.Missing, "its parameters or result are others than the object's");
    }

    public Finding HasKsym(string name, bool isWeak)
    {
        var own = local.Find(BtfKind.Variable, name);
        var isTyped = own != 0 && local.SkipModifiers(local.Get(own).TypeId).Kind != BtfKind.Void;
        if (kernel.Find(BtfKind.Variable, name) != 0 || kernel.Find(BtfKind.Function, name) != 0)
        {
            return Holds;
        }

        return isWeak ? new(Standing.Optional, "not among its types; the object declares it weak")
            : isTyped ? new(Standing.Missing, "its types have no such variable")
            : new(Standing.Unknown, "an address of /proc/kallsyms, which types do not list");
    }
}
