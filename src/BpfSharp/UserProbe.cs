// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Links;
using BpfSharp.Objects.Usdt;

namespace BpfSharp;

/// <summary>A user-level static probe (USDT) of a program or library: one name, one or several places.</summary>
/// <remarks>Programs of libbpf's dialect read its arguments by bpf_usdt_arg; those of BCC's are compiled knowing where they are (<see cref="Arguments"/>).</remarks>
public sealed class UserProbe
{
    private UserProbe(string path, string provider, string name, IReadOnlyList<UsdtNote> places, IReadOnlyDictionary<string, ulong> symbols)
    {
        (Path, Provider, Name, Places, Symbols) = (path, provider, name, places, symbols);
    }

    /// <summary>The file, as found.</summary>
    public string Path { get; }
    public string Provider { get; }
    public string Name { get; }

    internal IReadOnlyList<UsdtNote> Places { get; }

    /// <summary>Addresses, in the file, of what arguments are addressed by.</summary>
    internal IReadOnlyDictionary<string, ulong> Symbols { get; }

    /// <summary>Where the arguments are, as CompileOptions.UsdtArguments wants it: "counter=0x4010; 0x1136: 8@%rdi -4@counter(%rip); 0x1200: 8@%rsi".</summary>
    public string Arguments => string.Join("; ", Symbols.Select(static s => $"{s.Key}=0x{s.Value.ToString("x", CultureInfo.InvariantCulture)}")
        .Concat(Places.Select(static p => $"0x{p.Address.ToString("x", CultureInfo.InvariantCulture)}: {p.Arguments}")));

    /// <param name="binaryPath">A path, or a bare name that is looked for as the loader ("libc.so.6") or the shell ("bash") would.</param>
    /// <exception cref="BpfException">The file cannot be read, or has no such probe (ENOENT).</exception>
    public static UserProbe Find(string binaryPath, string provider, string name)
    {
        var file = UserBinary.Locate(binaryPath);
        using IDisposable mapping = KernelBtf.Open(file, out var error) ?? throw Refusal.Of("read probes of", file, error);
        var bytes = ((MappedBytes)mapping).GetSpan();
        var notes = UsdtNotes.Read(bytes);
        var places = notes.FindAll(n => n.Provider == provider && n.Name == name);
        if (places.Count == 0)
        {
            throw new BpfException("find probe", $"{file}:{provider}:{name}", Errno.ENOENT, notes.Count == 0
                ? "the file has no static probes (section .note.stapsdt)"
                : $"the file has no such probe; it has {string.Join(", ", notes.Select(static n => $"{n.Provider}:{n.Name}").Distinct().Take(8))}");
        }

        return new UserProbe(file, provider, name, places, SymbolsOf(bytes, places));
    }

    private static Dictionary<string, ulong> SymbolsOf(ReadOnlySpan<byte> file, List<UsdtNote> places)
    {
        var known = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var word in places.SelectMany(static p => UsdtOperand.Words(p.Arguments)))
        {
            if (UsdtOperand.Parse(word)?.Symbol is { } symbol && new UserSymbols(file).AddressOf(symbol) is { } address)
            {
                known[symbol] = address;
            }
        }

        return known;
    }
}
