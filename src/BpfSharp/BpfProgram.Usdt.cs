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
    /// <summary>Attaches to every place of a static probe; the program reads its arguments by bpf_usdt_arg.</summary>
    /// <param name="binaryPath">A path, or a bare name that is looked for as the loader ("libc.so.6") or the shell ("bash") would.</param>
    /// <param name="pid">-1 for every process. Before Linux 5.15, probes of libraries and of programs that run at any address need one.</param>
    /// <param name="cookie">What bpf_usdt_cookie gives the program.</param>
    /// <exception cref="BpfException">The file cannot be read, has no such probe (ENOENT), or has an argument where none can be read.</exception>
    public BpfLink AttachUsdt(string binaryPath, string provider, string name, int pid = -1, ulong cookie = 0)
    {
        var file = UserBinary.Locate(binaryPath);
        using IDisposable mapping = KernelBtf.Open(file, out var error) ?? throw Refusal.Of("read probes of", file, error);
        var bytes = ((MappedBytes)mapping).GetSpan();
        var notes = UsdtNotes.Read(bytes);
        var found = notes.FindAll(n => n.Provider == provider && n.Name == name);
        if (found.Count == 0)
        {
            throw new BpfException("attach", $"{Name} to {file}:{provider}:{name}", Errno.ENOENT, notes.Count == 0
                ? "the file has no static probes (section .note.stapsdt)"
                : $"the file has no such probe; it has {string.Join(", ", notes.Select(static n => $"{n.Provider}:{n.Name}").Distinct().Take(8))}");
        }

        var specs = owner.UsdtSpecs;
        var link = new UsdtLink($"USDT {file}:{provider}:{name}", specs);
        try
        {
            foreach (var note in found)
            {
                AttachPlace(link, specs, bytes, file, note, pid, cookie);
            }
        }
        catch
        {
            link.Dispose();
            throw;
        }

        return owner.Register(link);
    }

    private void AttachPlace(UsdtLink link, UsdtSpecs specs, ReadOnlySpan<byte> bytes, string file, UsdtNote note, int pid, ulong cookie)
    {
        var elf = new UserElf(bytes);
        var offset = elf.FileOffset(note.Address) ?? throw Impossible("the file maps nothing at its address");
        var counter = note.SemaphoreAddress == 0 ? 0 : elf.FileOffset(note.SemaphoreAddress) ?? throw Impossible("the file maps nothing at its semaphore's address");
        var source = EventSource.Find("uprobe") ?? throw new BpfNotSupportedException("attach", $"{Name} to {link.Description}", "uprobes (CONFIG_UPROBE_EVENTS is off)", null);
        if (counter != 0 && source.CounterBit is null)
        {
            throw new BpfNotSupportedException("attach", $"{Name} to {link.Description}", "semaphores of static probes", "4.20");
        }

        byte[] spec;
        try
        {
            spec = UsdtSpec.Of(specs.Layout, note.Arguments, cookie, Distances(bytes, note));
        }
        catch (FormatException problem)
        {
            throw Impossible(problem.Message);
        }

        ulong? address = specs.UsesCookies ? null : !elf.IsMovable ? note.Address : InProcess(offset);
        var number = specs.Take(spec, address);
        try
        {
            link.Add(PerfAttach.Probe(Handle, Name, $"{link.Description} at 0x{offset:x}", source.Type, source.Config(false, counter), file, offset, pid,
                specs.UsesCookies ? number : 0), number, address);
        }
        catch
        {
            specs.Release(number, address);
            throw;
        }

        ulong InProcess(ulong place) => pid < 0
            ? throw Impossible("without cookies (Linux 5.15), probes of code that may lie anywhere are found in one process only: give its id")
            : ProcessMaps.AddressOf(pid, file, place) ?? throw Impossible($"process {pid} has not mapped the file's code");

        BpfException Impossible(string reason) => new("attach", $"{Name} to {link.Description}", 0, reason);
    }

    /// <summary>How far symbols lie behind a probe: looked up now, as the file's bytes do not outlive the call.</summary>
    private static Func<string, long?> Distances(ReadOnlySpan<byte> bytes, UsdtNote note)
    {
        var known = new Dictionary<string, long?>(StringComparer.Ordinal);
        foreach (var word in BpfSharp.Objects.Usdt.UsdtOperand.Words(note.Arguments))
        {
            if (BpfSharp.Objects.Usdt.UsdtOperand.Parse(word)?.Symbol is { } symbol)
            {
                known[symbol] = new UserSymbols(bytes).AddressOf(symbol) is { } address ? (long)(address - note.Address) : null;
            }
        }

        return symbol => known.GetValueOrDefault(symbol);
    }
}
