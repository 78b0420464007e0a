// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Core;

/// <summary>Answers an object's CO-RE relocations for one kernel.</summary>
/// <remarks>
/// Candidates are the kernel's types of the same kind and name, flavours apart, then those of modules if it has none; where several have the place
/// they must agree. Not thread-safe.
/// </remarks>
/// <param name="modules">Types of loaded modules by name, asked for when a type is not the kernel's own; null for none.</param>
public sealed class CoreResolver(BtfTypes local, BtfTypes target, Func<IEnumerable<(string Name, BtfTypes Types)>>? modules = null)
{
    private const string KernelName = "vmlinux";

    private readonly Dictionary<uint, List<Candidate>> candidates = [];
    private readonly Dictionary<BtfTypes, List<uint>> flavoured = [];

    private readonly record struct Candidate(string Owner, BtfTypes Types, uint Id);

    /// <summary>Receives a line per relocation looked up, and one per candidate: taken, or why not.</summary>
    public Action<string>? Trace { get; init; }
    private readonly Dictionary<(uint TypeId, string Path, CoreRelocationKind Kind), CoreAnswer> answers = [];

    /// <summary>The place a relocation means, as messages name it: "struct task_struct.mm".</summary>
    /// <exception cref="FormatException">The relocation does not fit the object's own types.</exception>
    public static string Describe(BtfTypes local, CoreRelocation relocation) => CoreSpec.Parse(local, relocation).Describe();

    /// <exception cref="FormatException">The relocation does not fit the object's own types.</exception>
    public CoreAnswer Resolve(CoreRelocation relocation)
    {
        var key = (relocation.TypeId, relocation.AccessPath, relocation.Kind);
        if (!answers.TryGetValue(key, out var answer))
        {
            answers.Add(key, answer = Find(relocation));
        }

        return answer;
    }

    private CoreAnswer Find(CoreRelocation relocation)
    {
        var kind = relocation.Kind;
        var own = CoreSpec.Parse(local, relocation);
        var expected = CoreValues.Of(own, kind);
        if (kind == CoreRelocationKind.LocalTypeId)
        {
            return new CoreAnswer(expected.Value, relocation.TypeId, own.Describe());
        }

        var found = CandidatesFor(relocation.TypeId);
        Trace?.Invoke($"CO-RE {kind} of {own.Describe()}: {found.Count} candidates");
        CoreAnswer? result = null;
        foreach (var candidate in found)
        {
            if (FindIn(own, candidate, kind) is not { } place)
            {
                Trace?.Invoke($"  [{candidate.Id}] of {candidate.Owner}: {WhyNot(own, candidate, kind)}");
                continue;
            }

            var (value, size) = CoreValues.Of(place, kind);
            Trace?.Invoke($"  [{candidate.Id}] of {candidate.Owner}: {place.Describe()} gives {value}, compiled as {expected.Value}");
            var next = new CoreAnswer(expected.Value, value, own.Describe())
            {
                LocalSize = expected.Size, Size = size, MayResize = CoreValues.IsPlainUnsigned(own) && CoreValues.IsPlainUnsigned(place),
                IsChecked = own.BitSize == 0 && kind != CoreRelocationKind.TargetTypeId,
            };
            if (kind != CoreRelocationKind.TargetTypeId && result is { } earlier && earlier.Value != next.Value)
            {
                return Missing(expected.Value, own, "the kernel has several types of that name which differ in it");
            }

            result ??= next;
        }

        if (result is not null)
        {
            return result;
        }

        var isQuestion = kind is CoreRelocationKind.FieldExists or CoreRelocationKind.TypeExists or CoreRelocationKind.TypeMatches or CoreRelocationKind.EnumeratorExists;
        return isQuestion
            ? new CoreAnswer(expected.Value, 0, own.Describe()) { IsChecked = true }
            : Missing(expected.Value, own, found.Count == 0 ? "the kernel has no type of that name" : "the kernel's type of that name has nothing that fits");
    }

    private static string WhyNot(CoreSpec own, Candidate candidate, CoreRelocationKind kind) =>
        kind == CoreRelocationKind.TypeMatches ? "its members do not match"
        : CoreSpec.IsType(kind) ? "its kind or what it points at differs"
        : CoreSpec.IsEnumerator(kind) ? $"no enumerator {CoreNames.Essential(own.Enumerator.Name)}"
        : own.WhyNotIn(candidate.Types, candidate.Id);

    private static CoreAnswer Missing(long expected, CoreSpec own, string why) => new(expected, 0, own.Describe()) { MissingBecause = why };

    private CoreSpec? FindIn(CoreSpec own, Candidate candidate, CoreRelocationKind kind)
    {
        var (_, types, id) = candidate;
        if (CoreSpec.IsType(kind))
        {
            var fits = kind == CoreRelocationKind.TypeMatches
                ? CoreCompatibility.DoTypesMatch(local, own.RootId, types, id)
                : CoreCompatibility.AreTypesCompatible(local, own.RootId, types, id);
            return fits ? new CoreSpec(types, id) : null;
        }

        return CoreSpec.IsEnumerator(kind) ? own.FindEnumeratorIn(types, id) : own.FindIn(types, id);
    }

    private List<Candidate> CandidatesFor(uint typeId)
    {
        if (!candidates.TryGetValue(typeId, out var found))
        {
            candidates.Add(typeId, found = []);
            var type = local.Get(typeId);
            var name = Encoding.UTF8.GetBytes(CoreNames.Essential(type.Name));
            Collect(KernelName, target, type.Kind, name, found);
            foreach (var (module, types) in found.Count == 0 && name.Length > 0 && modules is not null ? modules() : [])
            {
                Collect(module, types, type.Kind, name, found);
            }
        }

        return found;
    }

    private void Collect(string owner, BtfTypes types, BtfKind kind, byte[] name, List<Candidate> found)
    {
        var ids = types.FindAllOwn(kind, name);
        if (kind is BtfKind.Enum or BtfKind.Enum64)
        {
            ids.AddRange(types.FindAllOwn(kind == BtfKind.Enum ? BtfKind.Enum64 : BtfKind.Enum, name));
        }

        if (!flavoured.TryGetValue(types, out var others))
        {
            flavoured.Add(types, others = types.FindFlavouredOwn());
        }

        ids.AddRange(others.Where(id => IsFlavourOf(types.Get(id), kind, name)));
        ids.Sort();
        found.AddRange(ids.ConvertAll(id => new Candidate(owner, types, id)));
    }

    private static bool IsFlavourOf(BtfType type, BtfKind kind, byte[] name) =>
        name.Length > 0 && CoreCompatibility.AreKindsCompatible(kind, type.Kind)
        && type.NameBytes is var own && own.StartsWith(name) && own[name.Length..].StartsWith("___"u8);
}

/// <summary>What an instruction must hold on a kernel.</summary>
/// <param name="LocalValue">What it holds as compiled.</param>
/// <param name="Place">"struct task_struct.mm", for messages.</param>
public sealed record CoreAnswer(long LocalValue, long Value, string Place)
{
    /// <summary>Bytes of the field as compiled and on the kernel; 0 where no access is as wide as the field.</summary>
    public long LocalSize { get; init; }
    public long Size { get; init; }

    /// <summary>A field of another size may still be read: both are unsigned numbers or pointers.</summary>
    public bool MayResize { get; init; }

    /// <summary>The instruction must hold <see cref="LocalValue"/> before.</summary>
    public bool IsChecked { get; init; }

    /// <summary>Why there is no answer: the instruction must not be reached. Null when there is one.</summary>
    public string? MissingBecause { get; init; }
}
