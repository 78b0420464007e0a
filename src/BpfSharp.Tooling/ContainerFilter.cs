// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace BpfSharp.Tooling;

/// <summary>--cgroupmap and --mntnsmap: only trace what runs in the containers that a pinned map lists. The C side is tools/shared/containers.bpf.h.</summary>
public sealed class ContainerFilter
{
    private readonly Option<string?> cgroupMap = new("--cgroupmap") { Description = "trace cgroups in this BPF map only (path of the pinned map)" };
    private readonly Option<string?> mntnsMap = new("--mntnsmap") { Description = "trace mount namespaces in this BPF map only (path of the pinned map)" };

    public IReadOnlyList<Option> Options => [cgroupMap, mntnsMap];

    public string? Validate(ParseResult options)
    {
        foreach (var option in (Option<string?>[])[cgroupMap, mntnsMap])
        {
            if (options.GetValue(option) is { } path && !File.Exists(path))
            {
                return $"{option.Name} {path}: no map is pinned there";
            }
        }

        return null;
    }

    public IEnumerable<string> Defines(ParseResult options)
    {
        if (options.GetValue(cgroupMap) is not null)
        {
            yield return "CGROUP_MAP";
        }

        if (options.GetValue(mntnsMap) is not null)
        {
            yield return "MNTNS_MAP";
        }
    }

    /// <summary>Adds the pins to reuse, by the names the C side gives the maps.</summary>
    public void AddPins(ParseResult options, Dictionary<string, string> pins)
    {
        if (options.GetValue(cgroupMap) is { } cgroups)
        {
            pins["cgroup_set"] = cgroups;
        }

        if (options.GetValue(mntnsMap) is { } namespaces)
        {
            pins["mntns_set"] = namespaces;
        }
    }
}
