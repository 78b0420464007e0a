// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Core;

namespace BpfSharp.Objects.Portability;

/// <summary>Says from the types of kernels alone, without any of them running, what of an object each has and what it lacks.</summary>
/// <remarks>
/// A field that is missing is no fault where the object asks whether it exists (bpf_core_field_exists and the like on the same place); its absence
/// is then <see cref="Standing.Optional"/>. Kernel enums tell which map, program and attach types and helpers a kernel knows.
/// </remarks>
public sealed class PortabilityCheck
{
    private readonly ObjectSpec spec;
    private readonly BtfTypes local;
    private readonly Dictionary<Requirement, SortedSet<string>> users = [];
    private readonly Dictionary<Requirement, Func<KernelFacts, Finding>> questions = [];

    private PortabilityCheck(ObjectSpec spec)
    {
        this.spec = spec;
        local = BtfTypes.Parse(spec.Btf.IsEmpty ? new BtfBuilder().ToArray() : spec.Btf);
    }

    /// <exception cref="FormatException">The object's relocations do not fit its own types.</exception>
    public static PortabilityResult Run(ObjectSpec spec, IReadOnlyList<(string Name, BtfTypes Types)> kernels)
    {
        var check = new PortabilityCheck(spec);
        check.Collect();
        var helpers = new Dictionary<int, string>();
        foreach (var (_, types) in kernels)
        {
            KernelFacts.CollectHelpers(types, helpers);
        }

        check.CollectHelpers(helpers);
        var findings = kernels.Select(k =>
        {
            var facts = new KernelFacts(k.Types, check.local);
            return new KernelFindings(k.Name, check.questions.ToDictionary(q => q.Key, q => q.Value(facts)));
        });
        return new PortabilityResult(check.users.ToDictionary(u => u.Key, u => (IReadOnlyCollection<string>)u.Value), [.. findings]);
    }

    private IEnumerable<CodeSpec> Code => spec.Programs.Cast<CodeSpec>().Concat(spec.Subprograms);

    private void Collect()
    {
        foreach (var map in spec.Maps)
        {
            var type = map.Type;
            Add(new(RequirementKind.MapType, KernelFacts.Spell(type.ToString())), null, k => k.KnowsValue("bpf_map_type", (long)type));
            if (type == MapType.StructOps && map.ValueTypeId != 0)
            {
                var name = CoreNames.Essential(local.SkipModifiers(map.ValueTypeId).Name);
                Add(new(RequirementKind.StructOps, name), null, k => k.HasStructOps(name));
            }
        }

        foreach (var program in spec.Programs)
        {
            CollectProgram(program);
        }

        var asked = Code.SelectMany(c => c.CoreRelocations).Where(r => KernelFacts.IsQuestion(r.Kind) && r.TypeId < (uint)local.Count)
            .Select(r => CoreResolver.Describe(local, r)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var code in Code)
        {
            CollectCore(code, asked);
            foreach (var relocation in code.Relocations)
            {
                CollectExtern(code, relocation);
            }
        }
    }

    private void CollectProgram(ProgramSpec program)
    {
        var type = program.Type;
        Add(new(RequirementKind.ProgramType, KernelFacts.Spell(type.ToString())), program, k => k.KnowsValue("bpf_prog_type", (long)type));
        var isKnown = SectionName.TryParse(program.SectionName, out var section);
        var attach = program.ExpectedAttachType;
        if (attach != 0 && isKnown && (section.Flags & (SectionFlags.NeedsAttachType | SectionFlags.TargetIsBtfId)) != 0)
        {
            Add(new(RequirementKind.AttachType, KernelFacts.Spell(attach.ToString())), program, k => k.KnowsValue("bpf_attach_type", (long)attach));
        }

        var target = program.AttachTarget;
        if (target.Length == 0 || !isKnown)
        {
            return;
        }

        switch (section.Attach)
        {
            case SectionAttach.Trace or SectionAttach.Lsm or SectionAttach.Iter when type != ProgramType.Ext:
                var (module, plain) = BtfTarget.Split(target);
                var (kind, name, what) = BtfTarget.Of(attach, plain);
                Add(new(what == "tracepoint" ? RequirementKind.Tracepoint : RequirementKind.Function, target), program, k => k.HasTarget(kind, name, what, module));
                break;
            case SectionAttach.Kprobe:
                var function = target.Split('+')[0];
                Add(new(RequirementKind.Function, function), program, k => k.HasProbedFunction(function));
                break;
            case SectionAttach.RawTp:
                Add(new(RequirementKind.Tracepoint, target), program, k => k.HasTracepoint(target));
                break;
            case SectionAttach.Tp when target.Contains('/', StringComparison.Ordinal):
                Add(new(RequirementKind.Tracepoint, target), program, k => k.HasTracepoint(target));
                break;
            case SectionAttach.Ksyscall:
                Add(new(RequirementKind.Function, target), program, k => k.HasSyscall(target));
                break;
        }
    }

    private void CollectCore(CodeSpec code, List<string> asked)
    {
        foreach (var relocation in code.CoreRelocations)
        {
            if (relocation.Kind == CoreRelocationKind.LocalTypeId || relocation.TypeId >= (uint)local.Count)
            {
                continue;
            }

            var place = CoreResolver.Describe(local, relocation);
            var kind = relocation.Kind switch
            {
                CoreRelocationKind.EnumeratorExists or CoreRelocationKind.EnumeratorValue => RequirementKind.Enumerator,
                CoreRelocationKind.TargetTypeId or CoreRelocationKind.TypeExists or CoreRelocationKind.TypeSize or CoreRelocationKind.TypeMatches => RequirementKind.Type,
                _ => RequirementKind.Field,
            };
            var requirement = new Requirement(kind, place);
            var isAsked = asked.Exists(a => Guards(a, place));
            Add(requirement, code, k => k.HasPlace(relocation, isAsked), merge: true);
        }
    }

    // Who asks for a member, or for its whole type, guards what lies within.
    private static bool Guards(string asked, string place) =>
        place.StartsWith(asked, StringComparison.Ordinal) && (place.Length == asked.Length || place[asked.Length] is '.' or '[');

    private void CollectExtern(CodeSpec code, Relocation relocation)
    {
        var name = relocation.Target;
        var isWeak = spec.WeakExternals.Contains(name);
        if (relocation.Kind == RelocationKind.Kfunc)
        {
            Add(new(RequirementKind.Kfunc, name), code, k => k.HasKfunc(name, isWeak));
        }
        else if (relocation.Kind == RelocationKind.Ksym)
        {
            Add(new(RequirementKind.Ksym, name), code, k => k.HasKsym(name, isWeak));
        }
    }

    private void CollectHelpers(Dictionary<int, string> names)
    {
        foreach (var code in Code)
        {
            for (var i = 0; i < code.Instructions.Length; i += code.Instructions[i].IsWideLoad ? 2 : 1)
            {
                var call = code.Instructions[i];
                if (call.IsCall() && (byte)call.Source == 0 && call.Immediate > 0)
                {
                    var helper = call.Immediate;
                    Add(new(RequirementKind.Helper, names.GetValueOrDefault(helper, "number " + helper)), code, k => k.KnowsValue("bpf_func_id", helper));
                }
            }
        }
    }

    // Several relocations of one place, by size and by offset: the worst answer is the place's.
    private void Add(Requirement requirement, CodeSpec? user, Func<KernelFacts, Finding> question, bool merge = false)
    {
        if (!users.TryGetValue(requirement, out var names))
        {
            users.Add(requirement, names = new SortedSet<string>(StringComparer.Ordinal));
            questions.Add(requirement, question);
        }
        else if (merge)
        {
            var earlier = questions[requirement];
            questions[requirement] = k => Worse(earlier(k), question(k));
        }

        if (user is not null)
        {
            names.Add(user.Name);
        }
    }

    private static Finding Worse(Finding a, Finding b) => Rank(b) > Rank(a) ? b : a;

    private static int Rank(Finding finding) => finding.Standing switch
    {
        Standing.Missing => 3,
        Standing.Unknown => 2,
        Standing.Optional => 1,
        _ => 0,
    };
}
