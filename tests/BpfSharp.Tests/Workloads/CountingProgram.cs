// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Features;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;
using BpfSharp.Tests.Library;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Workloads;

/// <summary>A program in libbpf's dialect that counts what a workload does, attached where its section says.</summary>
/// <param name="Section">In which WORKLOAD stands for the workloads' executable.</param>
/// <param name="Head">The function's head, such as BPF_KPROBE(probe, int a).</param>
/// <param name="Condition">When an event counts. mine() holds in the workload and its children; events of interrupts need something else.</param>
/// <param name="Key">What events are told apart by: the expectation may name one.</param>
internal sealed record CountingProgram(string Section, string Head, string Condition = "mine()", string Key = "0")
{
    private const string SecurityModules = "/sys/kernel/security/lsm", Kprobes = "/sys/bus/event_source/devices/kprobe";

    private const string Text = """
        #include "vmlinux.h"
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_tracing.h>
        #include <bpf/bpf_core_read.h>
        #include <bpf/bpf_endian.h>
        #include <bpf/usdt.bpf.h>
        char LICENSE[] SEC("license") = "GPL";
        const volatile int target;
        struct {
            __uint(type, BPF_MAP_TYPE_HASH);
            __uint(max_entries, 1024);
            __type(key, u64);
            __type(value, u64);
        } hits SEC(".maps");
        static __always_inline int mine(void)
        {
            struct task_struct *task = (void *)bpf_get_current_task();
            return BPF_CORE_READ(task, tgid) == target || BPF_CORE_READ(task, real_parent, tgid) == target;
        }
        static __always_inline int hit(u64 key)
        {
            u64 none = 0, *count;
            bpf_map_update_elem(&hits, &key, &none, BPF_NOEXIST);
            count = bpf_map_lookup_elem(&hits, &key);
            if (count)
                __sync_fetch_and_add(count, 1);
            return 0;
        }
        SEC("SECTION")
        int HEAD
        {
            if (CONDITION)
                hit(KEY);
            return 0;
        }
        """;

    /// <summary>Runs the workload with the program attached, and compares.</summary>
    /// <param name="workload">Name and arguments.</param>
    /// <param name="expected">A number, or the name of what the workload counted.</param>
    /// <param name="keyFact">What the workload says the key is; 0 when null.</param>
    public void AssertCounts(string workload, string expected, string? keyFact = null) =>
        AssertCounts(workload, expected, keyFact, (program, _) => program.Attach());

    public void AssertCounts(string workload, string expected, string? keyFact, Func<BpfProgram, Workload, BpfLink> attach)
    {
        SkipWithoutHook();
        using var running = Workload.Start(workload.Split(' '));
        using var loaded = Load(running.Pid);
        using var link = attach(loaded.Programs.Single(), running);
        var facts = running.Finish();
        var key = keyFact is null ? 0 : facts[keyFact];
        var count = new byte[sizeof(long)];
        loaded.Map("hits").TryLookup(BitConverter.GetBytes(key), count);
        var wanted = facts.TryGetValue(expected, out var said) ? said : long.Parse(expected, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(wanted, BitConverter.ToInt64(count));
        Assert.True(wanted > 0, "a workload that does nothing shows nothing");
    }

    private BpfObject Load(int target)
    {
        using var kernel = KernelTarget.Running();
        Skip.If(kernel.Types is null, "this kernel has no BTF");
        var text = Text.Replace("SECTION", Section.Replace("WORKLOAD", Workload.Executable, StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("HEAD", Head, StringComparison.Ordinal).Replace("CONDITION", Condition, StringComparison.Ordinal).Replace("(KEY)", $"({Key})", StringComparison.Ordinal);
        var result = CCompiler.Compile(text, "count.bpf.c", new CompileOptions { Dialect = Dialect.Libbpf }, kernel.Description);
        Assert.Equal([], result.Diagnostics.Select(d => d.Descriptor.Id + " " + d.Message));
        var loaded = BpfObject.FromSpec(result.Object!);
        loaded.SetVariable("target", target);
        try
        {
            loaded.Load(new LoadOptions { Target = kernel });
            return loaded;
        }
        catch (BpfException refusal) when (Kind is "fentry" or "fexit" or "lsm" && refusal.Errno == Errno.EPERM && Lockdown.State() != "none")
        {
            loaded.Dispose();
            throw new SkipException(refusal.Message);
        }
    }

    private string Kind => Section.Split('/')[0];

    private void SkipWithoutHook()
    {
        Needs.Kernel();
        if (Kind is "kprobe" or "kretprobe" or "ksyscall" or "kretsyscall")
        {
            Skip.IfNot(Directory.Exists(Kprobes), "this kernel has no kprobes (CONFIG_KPROBE_EVENTS)");
        }
        else if (Kind is "kprobe.multi" or "kretprobe.multi")
        {
            Skip.IfNot(KernelFeatures.Running.Has(KernelFeature.KprobeMulti), "this kernel has no multi-kprobes (CONFIG_FPROBE, Linux 5.18)");
        }
        else if (Kind == "lsm")
        {
            Skip.IfNot(File.Exists(SecurityModules) && File.ReadAllText(SecurityModules).Split(',').Contains("bpf"), "BPF is not among this kernel's security modules");
        }
    }
}
