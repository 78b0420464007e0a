// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Vm.Execution;
using BpfSharp.Vm.Helpers;
using BpfSharp.Vm.Maps;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm;

/// <summary>Runs the programs of one object in user space: no kernel, no privileges, every access checked.</summary>
/// <remarks>
/// Maps and data sections live as long as the machine, from run to run. Where the kernel's verifier proves before, the machine checks while running: an
/// access outside of a region, a read of what was never written, a write to constants is a <see cref="VmException"/> with the line of C. Not thread safe.
/// <code>
/// var machine = new BpfMachine(spec, new VmOptions { PidTgid = 42UL &lt;&lt; 32 | 42 });
/// var result = machine.Run("on_open", context);
/// var count = machine.Map("counts").Lookup(BitConverter.GetBytes(42));
/// </code>
/// </remarks>
public sealed class BpfMachine
{
    private readonly AddressSpace memory = new();
    private readonly Dictionary<string, VmMap> maps = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, VmMap> handles = [];
    private readonly List<VmEvent> events = [];
    private readonly List<string> printed = [];
    private readonly LinkedCode code;
    private readonly HelperCalls helpers;
    private readonly VmOptions options;

    /// <exception cref="NotSupportedException">The object has maps of a type the machine lacks, or needs kernel symbols.</exception>
    public BpfMachine(ObjectSpec spec, VmOptions? options = null)
    {
        this.options = options ?? new VmOptions();
        Spec = spec;
        foreach (var map in spec.Maps)
        {
            var made = MapFactory.Create(map, memory);
            maps.Add(map.Name, made);

            // A map's own address: programs may hand it to helpers, and read nothing through it.
            handles.Add(memory.Add(new Region($"map {map.Name}", [])), made);
        }

        code = new LinkedCode(spec, maps, map => handles.First(h => h.Value == map).Key);
        helpers = new HelperCalls(this, memory, this.options);
    }

    public ObjectSpec Spec { get; }

    /// <summary>Lines of bpf_trace_printk and bpf_trace_vprintk.</summary>
    public IReadOnlyList<string> Printed => printed;

    /// <summary>Records sent through ring buffers and perf event arrays, oldest first.</summary>
    public IReadOnlyList<VmEvent> Events => events;

    /// <summary>Instructions of the last run.</summary>
    public long InstructionsRun { get; private set; }

    /// <exception cref="KeyNotFoundException">There is no map of this name.</exception>
    public VmMap Map(string name) => maps.TryGetValue(name, out var map) ? map : throw new KeyNotFoundException($"object {Spec.Name} has no map {name}");

    /// <summary>Runs a program, or a subprogram, with the context's address in R1; the program may write to the context.</summary>
    /// <returns>R0.</returns>
    /// <exception cref="VmException">The program did what it must not.</exception>
    public ulong Run(string program, byte[]? context = null) => context is null ? RunWith(program, 0) : RunOn(program, new Region("the context", context));

    /// <summary>Runs an XDP or tc program on a packet, which it may write to but not resize. Fields of the context other than the packet's bounds and length are 0.</summary>
    /// <inheritdoc cref="Run(string, byte[])"/>
    /// <exception cref="NotSupportedException">The program's context is no packet.</exception>
    public ulong RunOnPacket(string program, byte[] packet)
    {
        var type = Spec.Programs.Find(p => p.Name == program)?.Type ?? throw new KeyNotFoundException($"there is no program {program}");
        var start = memory.Add(new Region("the packet", packet));
        try
        {
            return RunOn(program, PacketContext.Create(type, start, packet.Length));
        }
        finally
        {
            memory.Remove(start);
        }
    }

    private ulong RunOn(string program, Region context)
    {
        var address = memory.Add(context);
        try
        {
            return RunWith(program, address);
        }
        finally
        {
            memory.Remove(address);
        }
    }

    /// <summary>Runs a function with values in R1 to R5.</summary>
    /// <inheritdoc cref="Run(string, byte[])"/>
    public ulong RunWith(string function, params ReadOnlySpan<ulong> arguments)
    {
        var interpreter = new Interpreter(code, memory, helpers, options.InstructionLimit);
        helpers.BeginRun();
        try
        {
            return interpreter.Run(code.StartOf(function), arguments);
        }
        finally
        {
            InstructionsRun = interpreter.Executed;
            helpers.EndRun();
        }
    }

    /// <summary>Gives bytes an address that programs can be handed, and that the probe-read helpers can read.</summary>
    public ulong Register(string name, byte[] bytes) => memory.Add(new Region(name, bytes));

    /// <summary>What a helper of your own reads at an address a program gave it.</summary>
    public byte[] ReadMemory(ulong address, int size) => memory.Read(address, size).ToArray();

    public void WriteMemory(ulong address, ReadOnlySpan<byte> bytes) => bytes.CopyTo(memory.Write(address, bytes.Length));

    /// <summary>Puts a program into a program array, for tail calls.</summary>
    public void SetTailCall(string map, uint index, string program)
    {
        _ = code.StartOf(program);
        ((ProgramArrayMap)Map(map)).Programs[index] = program;
    }

    internal IEnumerable<VmMap> Maps => maps.Values;

    /// <summary>Stretches of memory there are: the same after a run as before, but for entries added to maps.</summary>
    internal int Regions => memory.Count;

    internal VmMap? MapOf(ulong handle) => handles.GetValueOrDefault(handle);

    internal void AddEvent(VmEvent record) => events.Add(record);

    internal void AddPrinted(string line) => printed.Add(line);
}
