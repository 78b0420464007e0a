// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Objects;

namespace BpfSharp.App;

/// <summary>The command line of <c>check</c>: a few words of its own, the rest as <c>cc</c> takes it.</summary>
internal sealed class CheckArguments
{
    public Dictionary<string, ProgramType> Types { get; } = new(StringComparer.Ordinal);
    public bool Json { get; private set; }
    public bool Verbose { get; private set; }

    /// <summary>Show every decision about kernel types and names.</summary>
    public bool Trace { get; private set; }

    /// <summary>A list of texts, each with its flags and types, instead of one file.</summary>
    public string? Batch { get; private set; }

    /// <summary>Kernels, by the files of their types, that the object is compared with instead of being loaded.</summary>
    public List<(string Name, string Path)> Kernels { get; } = [];

    /// <summary>What the compiler is told.</summary>
    public required CcArguments Compiler { get; init; }

    /// <summary>A fault in the command line, or null.</summary>
    public string? Error { get; private set; }

    public static CheckArguments Parse(ReadOnlySpan<string> args)
    {
        var own = new List<(string Name, string Value)>();
        var rest = new List<string>();
        var (isVerbose, isTraced) = (false, false);
        for (var i = 0; i < args.Length; i++)
        {
            if (Split(args[i]) is { } pair)
            {
                own.Add(pair);
            }
            else if (args[i] is "--as" or "--format" or "--batch" or "--dialect" or "--btf" && i + 1 < args.Length)
            {
                own.Add((args[i], args[++i]));
            }
            else if (args[i] == "--trace")
            {
                isTraced = true;
            }
            else if (args[i] is "-v" or "--verbose")
            {
                isVerbose = true;
            }
            else
            {
                rest.Add(args[i]);
            }
        }

        rest.AddRange(own.Where(o => o.Name == "--btf").Take(1).SelectMany(o => new[] { o.Name, KernelFile(o.Value).Path }));
        rest.AddRange(own.Where(o => o.Name == "--dialect").Select(o => "--dialect=" + o.Value));
        var parsed = new CheckArguments { Compiler = CcArguments.Parse(rest.ToArray()), Verbose = isVerbose, Trace = isTraced };
        own.ForEach(o => parsed.Take(o.Name, o.Value));
        parsed.Error ??= parsed.Compiler.Error ?? parsed.Complaint();
        return parsed;
    }

    /// <summary>kprobe, raw_tracepoint, BPF_PROG_TYPE_XDP, libbpf's section names, or a number of enum bpf_prog_type.</summary>
    public static bool TryParseType(string text, out ProgramType type)
    {
        const string Prefix = "BPF_PROG_TYPE_";
        var name = text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text[Prefix.Length..] : text;
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            type = (ProgramType)number;
            return number > 0 && Enum.IsDefined(type);
        }

        if (name.Length > 0 && !name.Contains(',', StringComparison.Ordinal) && Enum.TryParse(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out type))
        {
            return type != ProgramType.Unspec;
        }

        var isSection = SectionName.TryParse(text, out var section);
        type = section.Type;
        return isSection;
    }

    /// <summary>NAME=PATH, or a path alone: the kernel is then called as the file is, or as its folder if the file is just called btf or vmlinux.</summary>
    private static (string Name, string Path) KernelFile(string value)
    {
        var equals = value.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && !File.Exists(value))
        {
            return (value[..equals], value[(equals + 1)..]);
        }

        var name = Path.GetFileName(value);
        if (name is "btf" or "vmlinux" && Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(value))) is { Length: > 0 } folder)
        {
            return (folder == "btf" ? "running" : folder, value);
        }

        return (name.EndsWith(".btf", StringComparison.Ordinal) ? name[..^4] : name, value);
    }

    private static (string Name, string Value)? Split(string word)
    {
        foreach (var name in (string[])["--as", "--format", "--batch", "--btf"])
        {
            if (word.Length > name.Length && word[name.Length] == '=' && word.StartsWith(name, StringComparison.Ordinal))
            {
                return (name, word[(name.Length + 1)..]);
            }
        }

        return null;
    }

    private void Take(string name, string value)
    {
        switch (name)
        {
            case "--format":
                Json = value == "json";
                Error = value is "json" or "text" ? Error : $"--format {value}: text or json is meant";
                break;
            case "--batch":
                Batch = value;
                break;
            case "--as":
                TakeType(value);
                break;
            case "--btf":
                Kernels.Add(KernelFile(value));
                break;
        }
    }

    private void TakeType(string value)
    {
        var at = value.IndexOf('=', StringComparison.Ordinal);
        if (at > 0 && TryParseType(value[(at + 1)..], out var type))
        {
            Types[value[..at]] = type;
        }
        else
        {
            Error = $"--as {value}: FUNCTION=TYPE is meant, with a type such as kprobe, tracepoint, xdp or a number of enum bpf_prog_type";
        }
    }

    private string? Complaint() => (Compiler.Inputs.Count, Batch) switch
    {
        (_, not null) when Kernels.Count > 0 => "--batch loads programs; --btf compares one file with kernels that are not running",
        (1, null) or (0, not null) => null,
        (0, null) => "no input file",
        _ => "one input file at a time: " + string.Join(' ', Compiler.Inputs),
    };
}
