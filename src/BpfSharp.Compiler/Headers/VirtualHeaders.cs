// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Headers;

/// <summary>The kernel's, libbpf's and BCC's headers without their text: including one makes its names resolvable when they are used.</summary>
/// <remarks>Visible macros follow what the real headers bring: BCC programs see most of the kernel's at once, libbpf programs what they include.</remarks>
internal sealed class VirtualHeaders(Dialect dialect, TargetDescription target, KernelTypes types) : IVirtualHeaders
{
    /// <summary>What BCC's forced includes do not drag in: these rename fields and plain words, so they need their header.</summary>
    private const MacroGroups OnlyIncluded = MacroGroups.Sock | MacroGroups.In6 | MacroGroups.Io | MacroGroups.Helpers | MacroGroups.CoreRead;

    /// <summary>Goes after a BCC program: its licence, GPL unless BPF_LICENSE says otherwise.</summary>
    private const string BccFooter = """
        #ifndef BPF_LICENSE
        #define BPF_LICENSE GPL
        #endif
        char _license[] __attribute__((section("license"))) = __bcc_text(BPF_LICENSE);

        """;

    private static readonly string[] KernelFolders =
    [
        "linux/", "net/", "asm/", "asm-generic/", "uapi/", "bcc/", "rdma/", "trace/", "scsi/", "sound/", "crypto/", "kvm/", "drm/", "misc/",
        "vdso/", "xen/", "acpi/", "video/", "media/", "mtd/", "ras/", "target/", "keys/", "sys/", "netinet/", "arpa/", "bits/",
        // Headers inside the kernel's own source: BTF has their types.
        "kernel/", "fs/", "mm/", "block/", "drivers/", "security/", "ipc/", "lib/", "arch/", "io_uring/", "virt/", "../",
    ];

    private readonly TargetMacros targetMacros = new(target, types);
    private MacroGroups visible = dialect == Dialect.Bcc ? ~OnlyIncluded : MacroGroups.None;
    private bool standInsAreVisible;
    private bool versionIsVisible = dialect == Dialect.Bcc;

    public bool TryOpenHeader(string name, out string text)
    {
        text = "";
        if (!IsVirtual(name))
        {
            return false;
        }

        visible |= KernelMacros.GroupsOf(name);
        // Newer kernels have these names as enumerators, which vmlinux.h brings.
        standInsAreVisible |= name == "vmlinux.h";
        versionIsVisible |= name is "linux/version.h";
        if (name == UsdtHeader.Name)
        {
            visible |= KernelMacros.GroupsOf("bpf/bpf_tracing.h");
            text = UsdtHeader.Text;
        }

        if (name == "bcc/footer.h")
        {
            text = BccFooter;
        }
        else if (name == "bcc/proto.h")
        {
            text = PacketHeaders.Text;
        }

        return true;
    }

    public bool TryGetMacro(string name, out string definition)
    {
        definition = Find(name) ?? "";
        if (definition.Length == 0 && dialect == Dialect.Bcc && KernelDeclarations.Find(name) is not null)
        {
            MentionedDeclarations.Add(name);
        }

        return definition.Length > 0;
    }

    public bool TryGetConstant(string name, out string definition)
    {
        definition = dialect == Dialect.Bcc && KernelConstants.Find(name) is { } value ? name + " " + value : "";
        return definition.Length > 0;
    }

    public IEnumerable<string> MacroNames => KernelMacros.Names;

    /// <summary>Names of <see cref="KernelDeclarations"/> that the program has used, in order of their first use.</summary>
    public List<string> MentionedDeclarations { get; } = [];

    private string? Find(string name)
    {
        if (name == "__VMLINUX_H__")
        {
            // libbpf's headers ask by it whether registers have the kernel's names.
            return standInsAreVisible ? name + " 1" : null;
        }

        var row = KernelMacros.Find(name);
        if (row.Definition is null)
        {
            return targetMacros.Find(name, dialect == Dialect.Bcc, versionIsVisible);
        }

        var isVisible = (row.Group & visible) != 0 || (row.IfNotEnumerator && standInsAreVisible);
        if (!isVisible || (row.IfNotEnumerator && types.HasEnumerator(name)))
        {
            return null;
        }

        return row.Group == MacroGroups.PtRegs ? targetMacros.Register(name, row.Definition) : row.Definition;
    }

    private static bool IsVirtual(string name)
    {
        if (name is "vmlinux.h" or "bpf/bpf_helpers.h" or "bpf/bpf_helper_defs.h" or "bpf/bpf_tracing.h" or "bpf/bpf_core_read.h"
            or "bpf/bpf_endian.h" or UsdtHeader.Name or "bpf_helpers.h" or "bpf_helper_defs.h" or "bpf_tracing.h" or "bpf_core_read.h" or "bpf_endian.h"
            or "stdint.h" or "stddef.h" or "stdbool.h" or "inttypes.h" or "string.h" or "limits.h" or "errno.h" or "fcntl.h")
        {
            return true;
        }

        foreach (var folder in KernelFolders)
        {
            if (name.StartsWith(folder, StringComparison.Ordinal) && name.EndsWith(".h", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
