// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Perf;
using BpfSharp.Kernel.Syscalls;
using BpfSharp.Objects;

namespace BpfSharp.Links;

/// <summary>Attaches programs to perf events: tracepoints, kprobes, uprobes and sampled counters.</summary>
internal static unsafe class PerfAttach
{
    public static PerfLink Tracepoint(BpfFd program, string programName, string category, string name, ulong cookie)
    {
        if (Tracefs.EventId(category, name) is not { } id)
        {
            throw NoTracepoint(programName, category, name);
        }

        var attr = NewAttr(PerfConstants.PERF_TYPE_TRACEPOINT, (ulong)id);
        // A tracepoint's programs run on every CPU, whichever one its event is opened on.
        return Single(program, programName, $"tracepoint {category}:{name}", ref attr, -1, 0, cookie);
    }

    /// <param name="type">Number of the kprobe or uprobe event source.</param>
    /// <param name="text">Function name or binary path.</param>
    public static PerfLink Probe(
        BpfFd program, string programName, string description, uint type, ulong config, string text, ulong offset, int pid, ulong cookie = 0)
    {
        fixed (byte* bytes = ObjectCalls.CString(text))
        {
            var attr = NewAttr(type, config);
            attr.config1 = (ulong)bytes;
            attr.config2 = offset;
            return Single(program, programName, description, ref attr, pid, pid < 0 ? 0 : -1, cookie);
        }
    }

    public static PerfLink Sampling(BpfFd program, string programName, PerfEventSource source)
    {
        var link = new PerfLink($"perf event type {source.Type} config {source.Config}");
        try
        {
            // A process without a CPU is followed over all CPUs by one event.
            int[] cpus = source.Cpu >= 0 ? [source.Cpu] : source.Pid >= 0 ? [-1] : CpuList.Online();
            foreach (var cpu in cpus)
            {
                var attr = NewAttr(source.Type, source.Config);
                attr.sample_period = source.SampleFrequencyHz != 0 ? source.SampleFrequencyHz : Math.Max(source.SamplePeriod, 1);
                attr.flags = source.SampleFrequencyHz != 0 ? PerfConstants.FlagFrequency : 0;
                AddEvent(link, program, programName, ref attr, source.Pid, cpu);
            }

            return link.EventCount > 0 ? link : throw new BpfException("attach", programName, Errno.ENODEV, "no CPU took the perf event");
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    private static PerfLink Single(BpfFd program, string programName, string description, ref PerfEventAttr attr, int pid, int cpu, ulong cookie = 0)
    {
        var link = new PerfLink(description);
        try
        {
            AddEvent(link, program, programName, ref attr, pid, cpu, cookie);
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    private static void AddEvent(PerfLink link, BpfFd program, string programName, ref PerfEventAttr attr, int pid, int cpu, ulong cookie = 0)
    {
        var result = PerfEventOpen.Open(ref attr, pid, cpu);
        if (result == -Errno.ENODEV && cpu > 0)
        {
            // Gone offline since the list was read.
            return;
        }

        Check(result, programName, link.Description);
        var perfEvent = new PerfEventFd(result);
        var linkResult = LinkCalls.Create(program, perfEvent, (uint)AttachType.PerfEvent, 0, cookie, 0);
        link.Add(perfEvent, linkResult >= 0 ? new BpfFd(linkResult) : null);
        if (linkResult < 0)
        {
            if (cookie != 0)
            {
                throw new BpfNotSupportedException(
                    "attach", $"{programName} to {link.Description}", "cookies of attachments", KernelFeatures.MinimumKernel(KernelFeature.Cookies), errno: -linkResult);
            }

            // Before 5.15 there are no links for perf events.
            using var fd = program.Lease();
            Check(Ioctl.Call(perfEvent, PerfConstants.PERF_EVENT_IOC_SET_BPF, fd.Value), programName, link.Description);
        }

        Check(Ioctl.Call(perfEvent, PerfConstants.PERF_EVENT_IOC_ENABLE, 0), programName, link.Description);
    }

    private static void Check(int result, string programName, string description)
    {
        if (result >= 0)
        {
            return;
        }

        var remedy = -result switch
        {
            Errno.EINVAL => "the program's type does not fit this event, or it reads past the event's record",
            Errno.ENOENT => "there is no such function, file or event",
            Errno.EEXIST => "another program holds this event",
            _ => null,
        };
        throw Refusal.Of("attach", $"{programName} to {description}", result, remedy);
    }

    private static PerfEventAttr NewAttr(uint type, ulong config) => new()
    {
        type = type, size = (uint)sizeof(PerfEventAttr), config = config, sample_period = 1, wakeup_events = 1,
    };

    private static BpfException NoTracepoint(string programName, string category, string name)
    {
        var target = $"{programName} to tracepoint {category}:{name}";
        return Tracefs.Root is { } root
            ? new BpfException("attach", target, Errno.ENOENT, $"the kernel has no such tracepoint; {root}/events lists those it has")
            : new BpfException("attach", target, Errno.ENOENT, "tracefs is not mounted: mount -t tracefs tracefs /sys/kernel/tracing");
    }
}
