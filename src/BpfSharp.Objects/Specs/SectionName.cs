// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects;

[Flags]
public enum SectionFlags
{
    None = 0,

    /// <summary>The kernel checks the expected attach type.</summary>
    NeedsAttachType = 1,

    /// <summary>The expected attach type is sent only to kernels that know it.</summary>
    PrefersAttachType = 2,

    /// <summary>The target names a function, tracepoint, hook or iterator whose BTF id the kernel wants.</summary>
    TargetIsBtfId = 4,
    Sleepable = 8,

    /// <summary>XDP programs that accept packets spread over several buffers.</summary>
    MultiBuffer = 16,
    Usdt = 32,
}

/// <summary>How loading an object attaches a program of a section; None when a call must say to what (interface, cgroup, map, socket).</summary>
public enum SectionAttach
{
    None, Kprobe, KprobeMulti, KprobeSession, Ksyscall, Uprobe, UprobeMulti, Usdt, Tp, RawTp, Trace, TracingMulti, Lsm, Iter,
}

/// <summary>What the name of a program's ELF section says about the program.</summary>
/// <param name="Type">The program type to load it as.</param>
/// <param name="AttachType">The expected attach type; 0 when the kind has none.</param>
/// <param name="Target">The part after the kind: "syscalls/sys_enter_openat", "vfs_read"; empty when the section does not say.</param>
/// <param name="AutoLoad">False for sections that start with "?": loaded only on request.</param>
public readonly record struct SectionName(
    ProgramType Type, AttachType AttachType, string Target, SectionFlags Flags, SectionAttach Attach, bool AutoLoad)
{
    /// <summary>True when the section alone says where to attach.</summary>
    public bool IsAutoAttachable => Attach != SectionAttach.None && Target.Length > 0;

    /// <summary>BPF_F_SLEEPABLE and BPF_F_XDP_HAS_FRAGS as the section asks for them.</summary>
    public uint ProgramFlags => ((Flags & SectionFlags.Sleepable) != 0 ? 1u << 4 : 0) | ((Flags & SectionFlags.MultiBuffer) != 0 ? 1u << 5 : 0);

    /// <summary>The shortest section name for programs of a type, with the attach type it implies; empty for types without one.</summary>
    public static (string Section, AttachType AttachType) ForType(ProgramType type)
    {
        SectionRow? shortest = null;
        foreach (var row in SectionNames.Rows)
        {
            if (row.Type == type && (shortest is null || row.Name.Length < shortest.Name.Length))
            {
                shortest = row;
            }
        }

        return shortest is null ? ("", default) : (shortest.Name, shortest.AttachType);
    }

    /// <summary>The parts of section names that say the kind of program, for suggestions.</summary>
    public static IEnumerable<string> Kinds => SectionNames.Rows.Select(static r => r.Name);

    /// <summary>False when no kind of program is placed in a section of this name.</summary>
    public static bool TryParse(string section, out SectionName result)
    {
        var autoLoad = !section.StartsWith('?');
        var name = autoLoad ? section.AsSpan() : section.AsSpan(1);
        foreach (var row in SectionNames.Rows)
        {
            if (row.Matches(name))
            {
                var target = name.Length > row.Name.Length ? name[(row.Name.Length + 1)..].ToString() : "";
                result = new SectionName(row.Type, row.AttachType, target, row.Flags, row.Attach, autoLoad);
                return true;
            }
        }

        result = default;
        return false;
    }

    /// <summary>As <see cref="TryParse"/>, and "classifier/ingress" besides: libbpf knows no targets for these kinds, but other loaders take what follows as the author's remark.</summary>
    public static bool TryParseByFirstWord(string section, out SectionName result)
    {
        if (TryParse(section, out result))
        {
            return true;
        }

        var autoLoad = !section.StartsWith('?');
        var name = autoLoad ? section.AsSpan() : section.AsSpan(1);
        var slash = name.IndexOf('/');
        foreach (var row in SectionNames.Rows)
        {
            if (slash > 0 && name[..slash].SequenceEqual(row.Name))
            {
                result = new SectionName(row.Type, row.AttachType, "", row.Flags, SectionAttach.None, autoLoad);
                return true;
            }
        }

        return false;
    }
}

/// <param name="TakesTarget">A "/target" may follow the name.</param>
internal sealed record SectionRow(
    string Name, bool TakesTarget, ProgramType Type, AttachType AttachType, SectionFlags Flags, SectionAttach Attach)
{
    public bool Matches(ReadOnlySpan<char> section) =>
        section.StartsWith(Name, StringComparison.Ordinal) && (section.Length == Name.Length || (TakesTarget && section[Name.Length] == '/'));
}
