// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Headers;

/// <summary>Macros whose value depends on the kernel compiled for: its version, its configuration, the sizes of its arrays.</summary>
internal sealed class TargetMacros(TargetDescription target, KernelTypes types)
{
    /// <summary>Where arm64 keeps what the x86 rows of the table name otherwise.</summary>
    private static readonly (string Name, string Place)[] Arm64Registers =
    [
        ("PT_REGS_PARM1", "user_regs.regs[0]"), ("PT_REGS_PARM2", "user_regs.regs[1]"), ("PT_REGS_PARM3", "user_regs.regs[2]"),
        ("PT_REGS_PARM4", "user_regs.regs[3]"), ("PT_REGS_PARM5", "user_regs.regs[4]"), ("PT_REGS_PARM6", "user_regs.regs[5]"),
        ("PT_REGS_PARM1_SYSCALL", "orig_x0"), ("PT_REGS_PARM4_SYSCALL", "user_regs.regs[3]"), ("PT_REGS_RC", "user_regs.regs[0]"),
        ("PT_REGS_RET", "user_regs.regs[30]"), ("PT_REGS_FP", "user_regs.regs[29]"), ("PT_REGS_SP", "user_regs.sp"), ("PT_REGS_IP", "user_regs.pc"),
    ];

    /// <summary>The definition of a macro that only exists for a target, or null.</summary>
    /// <param name="isBcc">Kernel headers, with their configuration, are visible.</param>
    /// <param name="hasVersion">LINUX_VERSION_CODE is visible.</param>
    public string? Find(string name, bool isBcc, bool hasVersion)
    {
        if (name is "LINUX_VERSION_CODE")
        {
            return hasVersion ? "LINUX_VERSION_CODE " + target.KernelVersion.ToString(CultureInfo.InvariantCulture) : null;
        }

        if (name is "__TARGET_ARCH_x86" or "__TARGET_ARCH_arm64")
        {
            return types.HasArm64Registers == (name == "__TARGET_ARCH_arm64") ? name + " 1" : null;
        }

        if (!isBcc)
        {
            return null;
        }

        return name switch
        {
            "__kernel_since" => "__kernel_since(major, minor) (" + target.KernelVersion.ToString(CultureInfo.InvariantCulture) + " == 0 || "
                + target.KernelVersion.ToString(CultureInfo.InvariantCulture) + " >= ((major) << 16 | (minor) << 8))",
            "bpf_num_cpus" => "bpf_num_cpus() " + target.PossibleCpus.ToString(CultureInfo.InvariantCulture),
            "DNAME_INLINE_LEN" => DentryNameLength() is { } length ? "DNAME_INLINE_LEN " + length.ToString(CultureInfo.InvariantCulture) : null,
            "__x86_64__" => types.HasArm64Registers ? null : "__x86_64__ 1",
            "__aarch64__" => types.HasArm64Registers ? "__aarch64__ 1" : null,
            _ when name.StartsWith("CONFIG_", StringComparison.Ordinal) => Config(name),
            _ => null,
        };
    }

    /// <summary>The register macro as this target has it: the table's definition, or another place for the same name.</summary>
    public string Register(string name, string definition)
    {
        foreach (var row in types.HasArm64Registers ? Arm64Registers : [])
        {
            if (row.Name == name)
            {
                return name + "(x) (((struct pt_regs *)(x))->" + row.Place + ")";
            }
        }

        return definition;
    }

    // As kconfig.h has it: built-in options are 1, modules define the name with _MODULE, the rest keep their value.
    private string? Config(string name)
    {
        const string Module = "_MODULE";
        if (target.KernelConfig(name) is { } value)
        {
            return value switch
            {
                "y" => name + " 1",
                "m" or "n" or "" => null,
                _ => name + " " + value,
            };
        }

        return name.EndsWith(Module, StringComparison.Ordinal) && target.KernelConfig(name[..^Module.Length]) == "m" ? name + " 1" : null;
    }

    private long? DentryNameLength()
    {
        if (types.HasEnumerator("DNAME_INLINE_LEN") || types.FindRecord(false, "dentry") is not { } dentry)
        {
            return null;
        }

        var name = KernelTypes.FindField(dentry, "d_shortname") ?? KernelTypes.FindField(dentry, "d_iname");
        return name?.Field.Type.Canonical.Size;
    }
}
