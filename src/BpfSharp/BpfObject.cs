// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Links;
using BpfSharp.Loading;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Elf;

namespace BpfSharp;

/// <summary>The programs and maps of one object, brought to life in the kernel.</summary>
/// <remarks>Owns every map, program and link made through it: disposing the object detaches and frees them all. Not thread safe while loading.</remarks>
public sealed partial class BpfObject : IDisposable
{
    private readonly List<BpfProgram> programs = [];
    private readonly List<BpfMap> maps = [];
    private readonly List<BpfLink> links = [];
    private BtfTypes? types;
    private UsdtSpecs? usdtSpecs;
    private KernelFeatures features = KernelFeatures.Running;

    private BpfObject(ObjectSpec spec)
    {
        Spec = spec;
        foreach (var program in spec.Programs)
        {
            programs.Add(new BpfProgram(this, program));
        }
    }

    public ObjectSpec Spec { get; }

    /// <summary>The object's own types; null when it was compiled without.</summary>
    public BtfTypes? Types => types ??= Spec.Btf.IsEmpty ? null : BtfTypes.Parse(Spec.Btf);
    public bool IsLoaded { get; private set; }

    /// <summary>Why the kernel did not take the object's type information; null when it did or there is none.</summary>
    public string? BtfRefusal { get; private set; }

    public IReadOnlyList<BpfProgram> Programs => programs;

    /// <summary>Empty before loading.</summary>
    public IReadOnlyList<BpfMap> Maps => maps;

    /// <summary>Attachments that have not been disposed.</summary>
    public IReadOnlyList<BpfLink> Links => links;

    /// <summary>Opens an ELF object file, as clang or the compiler's ELF writer makes them.</summary>
    /// <exception cref="FormatException">The file is not a BPF object.</exception>
    public static BpfObject Open(string path) => new(ElfReader.Read(File.ReadAllBytes(path), Path.GetFileNameWithoutExtension(path)));

    public static BpfObject FromSpec(ObjectSpec spec) => new(spec);

    /// <summary>Creates the maps and loads the programs; nothing runs before an attach.</summary>
    /// <exception cref="BpfException">The kernel refused a map or lacks a privilege.</exception>
    /// <exception cref="VerifierException">The verifier refused a program.</exception>
    public void Load(LoadOptions? options = null)
    {
        if (IsLoaded)
        {
            throw new InvalidOperationException($"object {Spec.Name} is loaded already");
        }

        var loaded = Loader.Run(Spec, options ?? new LoadOptions());
        features = options?.Features ?? features;
        foreach (var map in Spec.Maps.Where(static m => m.AutoCreate))
        {
            maps.Add(loaded.Maps[map.Name]);
        }

        foreach (var program in loaded.Loaded)
        {
            Program(program.Spec.Name).SetLoaded(program);
        }

        BtfRefusal = loaded.BtfRefusal;
        IsLoaded = true;
    }

    /// <exception cref="KeyNotFoundException">There is no program of this name; the message lists those there are.</exception>
    public BpfProgram Program(string name) => TryGetProgram(name, out var program)
        ? program!
        : throw new KeyNotFoundException($"object {Spec.Name} has no program {name}; it has {string.Join(", ", programs.Select(p => p.Name))}");

    public bool TryGetProgram(string name, out BpfProgram? program) => (program = programs.Find(p => p.Name == name)) is not null;

    /// <exception cref="KeyNotFoundException">There is no map of this name; the message lists those there are.</exception>
    public BpfMap Map(string name) => TryGetMap(name, out var map)
        ? map!
        : throw new KeyNotFoundException(
            IsLoaded ? $"object {Spec.Name} has no map {name}; it has {string.Join(", ", maps.Select(m => m.Name))}" : $"object {Spec.Name} is not loaded yet");

    public bool TryGetMap(string name, out BpfMap? map) => (map = maps.Find(m => m.Name == name)) is not null;

    /// <summary>Attaches every loaded program whose spec says AutoAttach and whose section says where, and every struct of callbacks; all or none. Others wait for a call of their own.</summary>
    public IReadOnlyList<BpfLink> AttachAll()
    {
        var made = new List<BpfLink>();
        try
        {
            foreach (var program in programs)
            {
                if (program.Spec.AutoAttach && program.Fd >= 0 && program.SaysWhere)
                {
                    made.Add(program.Attach());
                }
            }

            made.AddRange(maps.Where(static m => m.StructOpsValue is not null).Select(AttachStructOps));

            return made;
        }
        catch
        {
            made.ForEach(link => link.Dispose());
            throw;
        }
    }

    /// <summary>Puts a struct of callbacks (struct_ops) into force: by a link where its section is .struct_ops.link, else until the link returned is disposed.</summary>
    /// <exception cref="BpfException">The kernel refuses the struct: a callback it must have is missing, or another one of that name is in force.</exception>
    public BpfLink AttachStructOps(string mapName) => AttachStructOps(Map(mapName));

    /// <summary>Sets a global variable: before loading also constants (const volatile), which the verifier then knows.</summary>
    /// <exception cref="KeyNotFoundException">The object has no variable of that name, or no BTF.</exception>
    /// <exception cref="ArgumentException">The variable has another size.</exception>
    public void SetVariable<T>(string name, T value)
        where T : unmanaged => ObjectVariable.Find(this, name).Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>The value of a global variable: as declared or set before loading, as the programs have left it afterwards.</summary>
    /// <exception cref="KeyNotFoundException">The object has no variable of that name, or no BTF.</exception>
    /// <exception cref="ArgumentException">The variable has another size.</exception>
    public T GetVariable<T>(string name)
        where T : unmanaged
    {
        T value = default;
        ObjectVariable.Find(this, name).Read(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    /// <summary>Opens a reader for a ring buffer or perf event array map, whichever it is.</summary>
    public EventReader OpenEvents(string mapName, EventReaderOptions? options = null)
    {
        var map = Map(mapName);
        return map.Type switch
        {
            MapType.Ringbuf => new RingBufferReader(map),
            MapType.PerfEventArray => new PerfBufferReader(map, options),
            _ => throw new ArgumentException($"map {mapName} is of type {map.Type}, not a ring or perf buffer"),
        };
    }

    /// <summary>Decodes the records a ring or perf buffer carries; null when the object does not say their type.</summary>
    public RecordDecoder? EventDecoder(string mapName) => Decoder(Declared(mapName).EventTypeId);

    /// <summary>Decodes a map's keys by their BTF type; null when unknown.</summary>
    public RecordDecoder? KeyDecoder(string mapName) => Decoder(Declared(mapName).KeyTypeId);

    /// <summary>Decodes a map's values by their BTF type; null when unknown.</summary>
    public RecordDecoder? ValueDecoder(string mapName) => Decoder(Declared(mapName).ValueTypeId);

    /// <summary>Detaches, then lets go of programs and maps; what is pinned stays.</summary>
    public void Dispose()
    {
        foreach (var link in links.ToArray())
        {
            link.Dispose();
        }

        programs.ForEach(p => p.Release());
        maps.ForEach(m => m.Dispose());
    }

    private BpfLink AttachStructOps(BpfMap map) => Register(StructOpsLink.Create(map));

    internal T Register<T>(T link)
        where T : BpfLink
    {
        links.Add(link);
        link.Owner = this;
        return link;
    }

    /// <summary>What its programs learn of static probes; null when they do not ask.</summary>
    internal UsdtSpecs? UsdtSpecs => usdtSpecs ??= UsdtSpecs.Of(this, features.Has(KernelFeature.Cookies));

    internal void Forget(BpfLink link) => links.Remove(link);

    private RecordDecoder? Decoder(uint typeId) => typeId != 0 && Types is { } known ? new RecordDecoder(known, typeId) : null;

    /// <summary>Decoders serve before loading too, for output headers.</summary>
    private MapSpec Declared(string name) =>
        Spec.Maps.Find(m => m.Name == name) ?? throw new KeyNotFoundException($"object {Spec.Name} has no map {name}");
}
