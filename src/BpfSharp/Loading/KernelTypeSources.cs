// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Loading;

/// <summary>Types of the kernel itself or of one module.</summary>
/// <param name="Object">The module's BTF as the kernel has it; null for the kernel's own.</param>
internal sealed record KernelTypeSource(string Name, BtfTypes Types, BpfFd? Object);

/// <summary>A type and whose it is.</summary>
internal readonly record struct KernelTypeId(KernelTypeSource Source, uint Id)
{
    public BtfType Type => Source.Types.Get(Id);
}

/// <summary>Where kernel names are looked up: the kernel's own types, then those of each module, read when a name is not the kernel's own.</summary>
internal sealed class KernelTypeSources(KernelTarget target) : IDisposable
{
    private const string ModuleFolder = "/sys/kernel/btf";
    private KernelTypeSource? kernel;
    private List<KernelTypeSource>? modules;

    /// <summary>Null when the kernel has no BTF.</summary>
    public KernelTypeSource? Kernel => kernel ??= target.Types is { } types ? new KernelTypeSource("vmlinux", types, null) : null;

    public IReadOnlyList<KernelTypeSource> Modules => modules ??= OpenModules();

    /// <param name="module">Looks into this module only ("vmlinux" for none); null looks everywhere.</param>
    public KernelTypeId? Find(BtfKind kind, string name, string? module = null)
    {
        if (Kernel is not { } own)
        {
            return null;
        }

        if (module is null or "vmlinux" && own.Types.Find(kind, name) is > 0 and var id)
        {
            return new KernelTypeId(own, id);
        }

        foreach (var source in module == "vmlinux" ? [] : Modules)
        {
            // A module's lookup falls back on the types it builds on, which have been asked.
            if (module is null || module == source.Name)
            {
                var found = source.Types.Find(kind, name);
                if (found >= (uint)own.Types.Count)
                {
                    return new KernelTypeId(source, found);
                }
            }
        }

        return null;
    }

    public void Dispose() => modules?.ForEach(static m => m.Object?.Dispose());

    private List<KernelTypeSource> OpenModules()
    {
        var found = new List<KernelTypeSource>();

        // Without modules there is no reason to walk over the BTF of every loaded object.
        if (Kernel is null || !Directory.Exists(ModuleFolder) || Directory.GetFiles(ModuleFolder).Length < 2)
        {
            return found;
        }

        uint id = 0;
        while (ObjectCalls.NextId(BpfCommand.BPF_BTF_GET_NEXT_ID, ref id) >= 0)
        {
            if (ObjectCalls.OpenId(BpfCommand.BPF_BTF_GET_FD_BY_ID, id) is var fd and >= 0 && OpenModule(new BpfFd(fd)) is { } module)
            {
                found.Add(module);
            }
        }

        return found;
    }

    private KernelTypeSource? OpenModule(BpfFd btf)
    {
        if (BtfCalls.Describe(btf, out var name, out var isKernel) >= 0 && isKernel && name != "vmlinux" && BtfCalls.Read(btf, out _) is { } bytes)
        {
            try
            {
                return new KernelTypeSource(name, BtfTypes.Parse(bytes, Kernel!.Types), btf);
            }
            catch (FormatException)
            {
                // Built against another kernel's types; nothing in it can be named.
            }
        }

        btf.Dispose();
        return null;
    }
}
