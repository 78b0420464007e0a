// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Errors;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Loading;
using BpfSharp.Objects.Btf;

namespace BpfSharp;

/// <summary>The running kernel (or another one's BTF) as the compiler wants to see it. Facts are looked up when first asked for.</summary>
/// <remarks>Owns the mapping of the BTF file: keep it alive while <see cref="Types"/> or <see cref="Description"/> is in use.</remarks>
public sealed partial class KernelTarget : IDisposable
{
    private readonly string path;
    private readonly bool isRequired;
    private MappedBytes? bytes;
    private BtfTypes? types;
    private bool hasLookedForTypes;
    private TargetDescription? description;
    private KernelConfigFile? config;
    private bool hasLookedForConfig;
    private KernelTypeSources? sources;

    private KernelTarget(string path, bool isRequired)
    {
        this.path = path;
        this.isRequired = isRequired;
    }

    public static int PossibleCpus => CpuList.Possible.Length;

    public static IReadOnlyList<int> OnlineCpus => CpuList.Online();

    /// <summary>As uname -r says.</summary>
    public static string Release => KernelRelease.Text;

    /// <summary>As LINUX_VERSION_CODE counts.</summary>
    public int KernelVersion => KernelRelease.Code;

    /// <summary>Kernel types; null when the running kernel has no BTF.</summary>
    /// <exception cref="BpfException">A BTF file that was asked for is missing or damaged.</exception>
    public BtfTypes? Types
    {
        get
        {
            if (!hasLookedForTypes)
            {
                types = OpenTypes();
                hasLookedForTypes = true;
            }

            return types;
        }
    }

    /// <summary>The running kernel with the instruction set its version has.</summary>
    public TargetDescription Description => description ??= DescriptionFor(null);

    public bool HasKprobes => EventSource.Find("kprobe") is not null;

    public static KernelTarget Running() => new(KernelBtf.VmlinuxPath, isRequired: false);

    /// <summary>The running kernel with kernel types from a file of raw BTF.</summary>
    public static KernelTarget WithBtfFile(string path) => new(path, isRequired: true);

    /// <param name="isaLevel">1 to 4, or null for what the running kernel's version has.</param>
    public TargetDescription DescriptionFor(int? isaLevel) => new()
    {
        KernelTypes = Types,
        ModuleTypes = ModuleTypes,
        IsaLevel = isaLevel ?? RunningIsaLevel,
        KernelVersion = KernelVersion,
        PossibleCpus = PossibleCpus,
        TracepointFormat = TracepointFormat,
        TracepointNames = Tracefs.EventNames,
        KernelConfig = Config,
        HasBoundedLoops = KernelVersion >= KernelRelease.Make(5, 3),
        HasGlobalData = KernelVersion >= KernelRelease.Make(5, 2),
        HasAtomicOperations = KernelVersion >= KernelRelease.Make(5, 12),
        HasLoadAcquire = KernelVersion >= KernelRelease.Make(6, 15),
        HasProbeReadKernel = KernelVersion >= KernelRelease.Make(5, 5),
    };

    // Without 32-bit jumps each one costs a zero-extended copy, whose bounds the verifier does not carry back to the original.
    private int RunningIsaLevel =>
        KernelVersion >= KernelRelease.Make(6, 6) ? 4 : KernelVersion >= KernelRelease.Make(5, 1) ? 3 : KernelVersion >= KernelRelease.Make(4, 14) ? 2 : 1;

    /// <param name="option">With its prefix: "CONFIG_KPROBES".</param>
    public string? Config(string option)
    {
        if (!hasLookedForConfig)
        {
            config = KernelConfigFile.Open();
            hasLookedForConfig = true;
        }

        return config?.Find(option);
    }

    /// <summary>Text of the event's format file; null when there is no such event.</summary>
    public string? TracepointFormat(string category, string name) => Tracefs.EventFormat(category, name);

    /// <summary>Says whether a kernel struct has a member, also through unnamed structs and unions; false without BTF.</summary>
    public bool HasField(string structName, string member) =>
        Types is { } kernel && kernel.Find(BtfKind.Struct, structName) is > 0 and var id && HasField(kernel, kernel.Get(id), member);

    public bool HasTracepoint(string category, string name) => Tracefs.HasEvent(category, name);

    public void Dispose()
    {
        sources?.Dispose();
        ((IDisposable?)bytes)?.Dispose();
    }

    // A file of BTF is another kernel's: the modules loaded here are not its.
    private BtfTypes? ModuleTypes(string tag)
    {
        if (isRequired)
        {
            return null;
        }

        sources ??= new KernelTypeSources(this);
        var found = sources.Find(BtfKind.Struct, tag) ?? sources.Find(BtfKind.Union, tag);
        return found is { Source.Object: not null } ? found.Value.Source.Types : null;
    }

    private static bool HasField(BtfTypes kernel, BtfType record, string name)
    {
        for (var i = 0; i < record.ItemCount; i++)
        {
            var member = record.Member(i);
            if (member.Name == name)
            {
                return true;
            }

            var type = kernel.SkipModifiers(member.TypeId);
            if (member.Name.Length == 0 && type.Kind is (BtfKind.Struct or BtfKind.Union) && HasField(kernel, type, name))
            {
                return true;
            }
        }

        return false;
    }

    private BtfTypes? OpenTypes()
    {
        bytes = KernelBtf.Open(path, out var error);
        if (bytes is null)
        {
            return isRequired ? throw Refusal.Of("read BTF file", path, error) : null;
        }

        try
        {
            return BtfTypes.Parse(bytes.Memory);
        }
        catch (FormatException e)
        {
            throw new BpfException("read BTF file", path, 0, e.Message, e);
        }
    }
}
