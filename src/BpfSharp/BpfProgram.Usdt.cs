// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Links;

namespace BpfSharp;

/// <summary>Attaching to user-level static probes (USDT) of programs and libraries.</summary>
public sealed partial class BpfProgram
{
    /// <summary>Attaches to every place of a static probe. Where the object includes bpf/usdt.bpf.h, its programs read the arguments by bpf_usdt_arg.</summary>
    /// <param name="pid">-1 for every process. Before Linux 5.15, probes of libraries and of programs that run at any address need one if arguments are read.</param>
    /// <param name="cookie">What bpf_usdt_cookie gives the program.</param>
    /// <exception cref="BpfException">An argument is where none can be read, or the kernel refuses.</exception>
    public BpfLink AttachUsdt(UserProbe probe, int pid = -1, ulong cookie = 0)
    {
        using IDisposable mapping = KernelBtf.Open(probe.Path, out var error) ?? throw Refusal.Of("read probes of", probe.Path, error);
        var elf = new UserElf(((MappedBytes)mapping).GetSpan());
        var link = new UsdtLink($"USDT {probe.Path}:{probe.Provider}:{probe.Name}", owner.UsdtSpecs);
        try
        {
            foreach (var place in probe.Places)
            {
                AttachPlace(link, elf, probe, place, pid, cookie);
            }
        }
        catch
        {
            link.Dispose();
            throw;
        }

        return owner.Register(link);
    }

    /// <summary>Finds the probe and attaches to it.</summary>
    /// <param name="binaryPath">A path, or a bare name that is looked for as the loader ("libc.so.6") or the shell ("bash") would.</param>
    /// <exception cref="BpfException">The file cannot be read, has no such probe (ENOENT), or has an argument where none can be read.</exception>
    public BpfLink AttachUsdt(string binaryPath, string provider, string name, int pid = -1, ulong cookie = 0) =>
        AttachUsdt(UserProbe.Find(binaryPath, provider, name), pid, cookie);

    private void AttachPlace(UsdtLink link, UserElf elf, UserProbe probe, UsdtNote place, int pid, ulong cookie)
    {
        var offset = elf.FileOffset(place.Address) ?? throw Impossible("the file maps nothing at its address");
        var counter = place.SemaphoreAddress == 0 ? 0 : elf.FileOffset(place.SemaphoreAddress) ?? throw Impossible("the file maps nothing at its semaphore's address");
        var source = EventSource.Find("uprobe") ?? throw new BpfNotSupportedException("attach", $"{Name} to {link.Description}", "uprobes (CONFIG_UPROBE_EVENTS is off)", null);
        if (counter != 0 && source.CounterBit is null)
        {
            throw new BpfNotSupportedException("attach", $"{Name} to {link.Description}", "semaphores of static probes", "4.20");
        }

        var isMovable = elf.IsMovable;
        var given = link.Specs is { } specs ? Tell(specs) : null;
        try
        {
            link.Add(PerfAttach.Probe(Handle, Name, $"{link.Description} at 0x{offset:x}", source.Type, source.Config(false, counter), probe.Path, offset, pid,
                given is { Address: null } ? given.Number : 0), given);
        }
        catch
        {
            link.Specs?.Release(given!);
            throw;
        }

        UsdtSpecs.Given Tell(UsdtSpecs specs)
        {
            try
            {
                var spec = UsdtSpec.Of(specs.Layout, place.Arguments, cookie, symbol => probe.Symbols.TryGetValue(symbol, out var at) ? (long)(at - place.Address) : null);
                return specs.Take(spec, specs.UsesCookies ? null : !isMovable ? place.Address : InProcess());
            }
            catch (FormatException problem)
            {
                throw Impossible(problem.Message);
            }
        }

        ulong InProcess() => pid < 0
            ? throw Impossible("without cookies (Linux 5.15), probes of code that may lie anywhere are found in one process only: give its id")
            : ProcessMaps.AddressOf(pid, probe.Path, offset) ?? throw Impossible($"process {pid} has not mapped the file's code");

        BpfException Impossible(string reason) => new("attach", $"{Name} to {link.Description}", 0, reason);
    }
}
