// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Syntax;

/// <summary>Macros that programs use without their header so often that the header is worth naming.</summary>
internal static class WellKnownMacros
{
    public static string? HeaderOf(string macro) => macro switch
    {
        "SEC" or "__uint" or "__type" or "__array" or "__ulong" or "bpf_printk" or "bpf_for" or "bpf_for_each" or "bpf_repeat" => "bpf/bpf_helpers.h",
        "BPF_PROG" or "BPF_PROG2" or "BPF_KPROBE" or "BPF_KRETPROBE" or "BPF_KSYSCALL" or "BPF_KPROBE_SYSCALL" or "BPF_UPROBE" or "BPF_URETPROBE"
            or "BPF_SEQ_PRINTF" or "BPF_SNPRINTF" => "bpf/bpf_tracing.h",
        "BPF_CORE_READ" or "BPF_CORE_READ_INTO" or "BPF_CORE_READ_USER" or "BPF_CORE_READ_STR_INTO" or "BPF_PROBE_READ" or "bpf_core_read"
            or "bpf_core_field_exists" or "bpf_core_type_exists" or "bpf_core_enum_value" => "bpf/bpf_core_read.h",
        "BPF_USDT" => "bpf/usdt.bpf.h",
        "bpf_htons" or "bpf_ntohs" or "bpf_htonl" or "bpf_ntohl" => "bpf/bpf_endian.h",
        _ => null,
    };
}
