// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

/// <summary>Functions of the C library that people call from BPF, and what stands in for them.</summary>
internal static class LibraryFunctions
{
    public static string? AdviceFor(string name) => name switch
    {
        "malloc" or "calloc" or "realloc" or "free" or "kmalloc" or "kfree" or "alloca" or "__builtin_alloca" => "there is no heap in BPF; use a map, or bpf_obj_new",
        "printf" or "fprintf" or "puts" or "printk" or "pr_info" => "print with bpf_trace_printk or bpf_printk, or send a record through a ring buffer",
        "sprintf" or "snprintf" => "BPF has no C library; use bpf_snprintf",
        "strcpy" or "strncpy" or "strlcpy" or "strscpy" => "BPF has no C library; copy strings with bpf_probe_read_kernel_str or bpf_probe_read_user_str",
        "strlen" or "strnlen" => "BPF has no C library; bpf_probe_read_kernel_str returns the length it copied",
        "strcmp" or "strncmp" or "strstr" or "strchr" => "BPF has no C library; compare with bpf_strncmp or byte by byte",
        "strtol" or "strtoul" or "atoi" => "BPF has no C library; use bpf_strtol or bpf_strtoul",
        "memcpy_s" or "bcopy" or "bzero" => "BPF has no C library; use __builtin_memcpy or __builtin_memset",
        "time" or "gettimeofday" or "clock_gettime" => "BPF has no C library; use bpf_ktime_get_ns",
        "getpid" or "gettid" => "BPF has no C library; use bpf_get_current_pid_tgid() >> 32",
        "rand" or "random" => "BPF has no C library; use bpf_get_prandom_u32",
        "sleep" or "usleep" or "nanosleep" => "BPF programs cannot sleep; use bpf_timer",
        "exit" or "abort" or "assert" => "BPF programs end by returning",
        _ => null,
    };
}
