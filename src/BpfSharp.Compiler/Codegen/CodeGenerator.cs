// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Source;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Codegen;

/// <summary>The last stage: SSA form in, programs, subprograms, maps and BTF out.</summary>
internal sealed class CodeGenerator
{
    /// <summary>As the kernel's license_is_gpl_compatible has them.</summary>
    private static readonly FrozenSet<string> GplLicences =
        FrozenSet.Create(StringComparer.Ordinal, "GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL");

    private readonly HashSet<int> licensedHelpers = [];
    private readonly List<string> weakMaps = [];
    private readonly Module module;
    private readonly TargetDescription target;
    private readonly DiagnosticBag diagnostics;
    private readonly DataSections sections;
    private readonly BtfEmitter? btf;
    private readonly ObjectSpec result;
    private readonly LineTable lines;
    private readonly ScratchStorage scratch;
    private readonly CallStacks stacks;
    private readonly PhaseReport? phases;

    private CodeGenerator(Module module, BoundUnit? unit, string objectName, SourceMap sources, TargetDescription target, DiagnosticBag diagnostics, PhaseReport? phases)
    {
        this.phases = phases;
        this.module = module;
        this.target = target;
        this.diagnostics = diagnostics;
        sections = new DataSections(module);
        btf = unit is null ? null : new BtfEmitter();
        result = new ObjectSpec { Name = objectName, License = module.License };
        lines = new LineTable(sources, result);
        scratch = new ScratchStorage(module, result, target, diagnostics);
        stacks = new CallStacks(target, diagnostics);
        result.Maps.AddRange(module.Maps);
        if (btf is not null)
        {
            btf.DescribeMaps(unit!.Maps);
            weakMaps.AddRange(from map in unit.Maps where map.IsWeak select map.Name);
        }
    }

    /// <summary>Generates code for a module that has been through the passes.</summary>
    public static ObjectSpec Generate(Module module, string objectName, SourceMap sources, TargetDescription target, DiagnosticBag diagnostics) =>
        Generate(module, null, objectName, sources, target, diagnostics);

    /// <param name="unit">The typed tree the module was made from: with it the object gets BTF.</param>
    public static ObjectSpec Generate(
        Module module, BoundUnit? unit, string objectName, SourceMap sources, TargetDescription target, DiagnosticBag diagnostics, PhaseReport? phases = null)
    {
        var generator = new CodeGenerator(module, unit, objectName, sources, target, diagnostics, phases);
        foreach (var function in module.Functions)
        {
            generator.Add(function);
        }

        generator.stacks.Check(module);
        var spec = generator.Finish();
        phases?.End("maps and BTF");
        return spec;
    }

    private void Add(Function function)
    {
        if (function.Program is { } program)
        {
            var spec = new ProgramSpec
            {
                Name = function.Name, SectionName = program.SectionName, Type = program.Type, ExpectedAttachType = program.AttachType,
                AttachTarget = program.Target, AutoAttach = program.AutoAttach, Flags = program.Flags,
                TypeIsGuess = program.IsGuess,
                ExceptionCallback = function.Source?.DeclTags.FirstOrDefault(static t => t.StartsWith(ProgramSpec.ExceptionTag, StringComparison.Ordinal))?[ProgramSpec.ExceptionTag.Length..],
            };
            Fill(spec, function, isGlobal: true);
            result.Programs.Add(spec);
        }
        else
        {
            // What only a linker may see is verified where it is called, as static functions are.
            var isHidden = function.Source is { IsHidden: true } && !function.IsStatic;
            var spec = new SubprogramSpec { Name = function.Name, IsGlobal = !function.IsStatic && !isHidden, IsHidden = isHidden };
            Fill(spec, function, spec.IsGlobal);
            result.Subprograms.Add(spec);
        }
    }

    private void Fill(CodeSpec spec, Function function, bool isGlobal)
    {
        var location = function.Source?.Span.Start ?? default;
        ReportForbiddenCalls(function);
        ReportLicence(function);
        ReportProgramAddresses(function);
        var machine = Translate(function, out var frame);
        while (frame.Overflows && !diagnostics.HasErrors && scratch.MoveLargest(function))
        {
            machine = Translate(function, out frame);
        }

        if (frame.Overflows)
        {
            frame.ReportOverflow(location, diagnostics);
        }

        stacks.Add(function, frame.Size);
        Peephole.Run(machine);
        TailMerging.Run(machine);
        phases?.End("frame and peephole");
        var emitter = Emitter.Emit(BlockLayout.Make(machine, target.IsaLevel), target.IsaLevel);
        if (emitter.Code.Length == 0)
        {
            diagnostics.Report(CodegenDiagnostics.FunctionTooLong, SourceSpan.At(location), function.Name, emitter.Length);
        }

        phases?.End("lay out and emit");
        spec.Instructions = emitter.Code;
        spec.Relocations.AddRange(emitter.Relocations);
        AddCoreRelocations(spec, emitter);
        lines.AddTo(spec, emitter.Locations);
        if (btf is not null && function.Source is { } source)
        {
            spec.FunctionTypeId = btf.AddFunction(source, isGlobal, describesPointees: isGlobal && spec is SubprogramSpec);
        }

        phases?.End("line table and types");
    }

    /// <summary>Instructions with registers and a frame.</summary>
    private MachineFunction Translate(Function function, out FrameLayout frame)
    {
        var machine = InstructionSelector.Select(function, sections, target, diagnostics);
        phases?.End("select instructions");
        ControlFlow.Arrange(machine);
        RegisterAllocator.Run(machine);
        phases?.End("allocate registers");
        frame = FrameLayout.Assign(machine);
        return machine;
    }

    private void AddCoreRelocations(CodeSpec spec, Emitter emitter)
    {
        foreach (var (index, core) in emitter.CoreReferences)
        {
            if (btf is null || core.Type is null)
            {
                continue; // without types the number stays as it is
            }

            var id = btf.AddCoreRoot(core.Type);
            if (core.Kind == CoreRelocationKind.LocalTypeId)
            {
                spec.Instructions[index] = spec.Instructions[index].WithImmediate((int)id);
            }

            spec.CoreRelocations.Add(new CoreRelocation(index, id, core.Path, core.Kind));
        }
    }

    private ObjectSpec Finish()
    {
        foreach (var holder in sections.WithAddresses.Where(MayReadAddresses))
        {
            diagnostics.Report(CodegenDiagnostics.AddressInData, holder.Source?.Span ?? default, holder.Name);
        }

        if (sections.UnclearArena is (var variable, var one, var other))
        {
            diagnostics.Report(CodegenDiagnostics.SeveralArenas, variable.Source?.Span ?? default, variable.Name, one.Name, other.Name);
        }

        if (sections.FillArena() is { } filled)
        {
            if (!result.Maps.Contains(filled.Arena))
            {
                result.Maps.Add(filled.Arena);
            }

            filled.Arena.ValueTypeId = btf?.AddSection(filled.Section, sections) ?? 0;
        }

        foreach (var section in sections.MakeMaps())
        {
            if (btf is not null)
            {
                section.ValueTypeId = btf.AddSection(section.Name, sections);
            }

            result.Maps.Add(section);
        }

        foreach (var (callbacks, map) in sections.MakeStructOps())
        {
            map.ValueTypeId = callbacks.Source is { } source && btf is not null ? btf.AddType(source.Type) : 0;
            result.Maps.Add(map);
        }

        AddExternals();
        AddWeakDefinitions();
        var used = Mentioned();
        result.Maps.RemoveAll(map => map.IsExternal && map.InitialContents.Length == 0 && !used.Contains(map.Name));
        result.Btf = btf?.ToArray() ?? ReadOnlyMemory<byte>.Empty;
        return result;
    }

    /// <summary>Describes what the code still mentions of the kernel and of other objects.</summary>
    private void AddExternals()
    {
        var mentioned = Mentioned();
        foreach (var external in module.Externals.Values.Where(e => mentioned.Contains(e.Name)))
        {
            btf?.AddExternal(external);
            if (external is FunctionSymbol { IsWeak: true } or VariableSymbol { IsWeak: true })
            {
                result.WeakExternals.Add(external.Name);
            }

            if (external is FunctionSymbol { IsKernelFunction: false } or VariableSymbol { Section: not ".ksyms" })
            {
                result.LinkedExternals.Add(external.Name);
            }
        }
    }

    /// <summary>What gives way to another object's definition when they are linked, and the kernel's options that need not be set.</summary>
    private void AddWeakDefinitions()
    {
        foreach (var function in module.Functions)
        {
            if (function is { IsStatic: false, Source.IsWeak: true })
            {
                result.WeakDefinitions.Add(function.Name);
            }
        }

        foreach (var variable in module.Globals)
        {
            if (variable is { IsExtern: false, Source.IsWeak: true })
            {
                result.WeakDefinitions.Add(variable.Name);
            }
        }

        foreach (var (option, _) in sections.Options)
        {
            if (option.Source is { IsWeak: true })
            {
                result.WeakExternals.Add(option.Name);
            }
        }

        foreach (var map in weakMaps)
        {
            result.WeakDefinitions.Add(map);
        }
    }

    /// <summary>Every name the code refers to.</summary>
    private HashSet<string> Mentioned() =>
        result.Programs.Cast<CodeSpec>().Concat(result.Subprograms).SelectMany(code => code.Relocations).Select(r => r.Target).ToHashSet();

    /// <summary>Functions declared with an error attribute are asserts: calling one is an error unless the optimiser proves that it never happens.</summary>
    private void ReportForbiddenCalls(Function function)
    {
        foreach (var call in function.Collect(static o => o.Code == OpCode.KfuncCall))
        {
            if (call.Symbol is string name && module.Externals.GetValueOrDefault(name) is FunctionSymbol { CallError: { } text })
            {
                diagnostics.Report(CodegenDiagnostics.CallOfError, SourceSpan.At(call.Location), name, text);
            }
        }
    }

    /// <summary>Programs have no addresses: each is loaded on its own.</summary>
    private void ReportProgramAddresses(Function function)
    {
        foreach (var address in function.Collect(static o => o is { Code: OpCode.FunctionAddress, Symbol: Function { Program: not null } }))
        {
            diagnostics.Report(CodegenDiagnostics.AddressOfProgram, SourceSpan.At(address.Location), ((Function)address.Symbol!).Name);
        }
    }

    /// <summary>Helpers that the kernel keeps from programs of this licence, each once. Calls that the optimiser proves dead are none.</summary>
    private void ReportLicence(Function function)
    {
        // Functions alone are linked to programs, whose object has the licence.
        if (btf is null || GplLicences.Contains(module.License) || (module.License.Length == 0 && module.Functions.TrueForAll(static f => f.Program is null)))
        {
            return;
        }

        foreach (var call in function.Collect(static o => o.Code == OpCode.HelperCall))
        {
            if (HelperTable.Get(call.HelperId) is { IsGplOnly: true } helper && licensedHelpers.Add(helper.Id))
            {
                diagnostics.Report(CodegenDiagnostics.HelperNeedsGpl, SourceSpan.At(call.Location), helper.Name, module.License.Length == 0 ? "this one names none" : $"this one's is \"{module.License}\"");
            }
        }
    }

    /// <summary>False when the code that is left reads numbers only: passes have made what it reads of the addresses code.</summary>
    private bool MayReadAddresses(GlobalVariable variable)
    {
        return module.Functions.SelectMany(f => f.Blocks).SelectMany(b => b.Operations)
            .Any(o => o.Code == OpCode.GlobalAddress && ReferenceEquals(o.Symbol, variable) && !ReadsNumbers(o));

        static bool ReadsNumbers(Operation address) => address.Users.All(user => user.Code == OpCode.PointerAdd && ReferenceEquals(user.Operands[0], address)
            ? ReadsNumbers(user)
            : user is { Code: OpCode.Load, Type.IsPointer: false });
    }
}
