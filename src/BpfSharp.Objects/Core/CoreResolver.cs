// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Core;

/// <summary>Answers an object's CO-RE relocations for one kernel.</summary>
/// <remarks>Candidates are the kernel's types of the same kind and name, flavours apart; where several have the place they must agree. Not thread-safe.</remarks>
public sealed class CoreResolver(BtfTypes local, BtfTypes target)
{
    private readonly Dictionary<uint, List<uint>> candidates = [];
    private readonly Dictionary<(uint TypeId, string Path, CoreRelocationKind Kind), CoreAnswer> answers = [];

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

        CoreAnswer? result = null;
        var names = CandidatesFor(relocation.TypeId);
        foreach (var candidate in names)
        {
            if (FindIn(own, candidate, kind) is not { } found)
            {
                continue;
            }

            var (value, size) = CoreValues.Of(found, kind);
            var next = new CoreAnswer(expected.Value, value, own.Describe())
            {
                LocalSize = expected.Size, Size = size, MayResize = CoreValues.IsPlainUnsigned(own) && CoreValues.IsPlainUnsigned(found),
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
            : Missing(expected.Value, own, names.Count == 0 ? "the kernel has no type of that name" : "the kernel's type of that name has nothing that fits");
    }

    private static CoreAnswer Missing(long expected, CoreSpec own, string why) => new(expected, 0, own.Describe()) { MissingBecause = why };

    private CoreSpec? FindIn(CoreSpec own, uint candidate, CoreRelocationKind kind)
    {
        if (CoreSpec.IsType(kind))
        {
            var fits = kind == CoreRelocationKind.TypeMatches
                ? CoreCompatibility.DoTypesMatch(local, own.RootId, target, candidate)
                : CoreCompatibility.AreTypesCompatible(local, own.RootId, target, candidate);
            return fits ? new CoreSpec(target, candidate) : null;
        }

        return CoreSpec.IsEnumerator(kind) ? own.FindEnumeratorIn(target, candidate) : own.FindIn(target, candidate);
    }

    private List<uint> CandidatesFor(uint typeId)
    {
        if (!candidates.TryGetValue(typeId, out var found))
        {
            candidates.Add(typeId, found = []);
            var type = local.Get(typeId);
            var name = Encoding.UTF8.GetBytes(CoreNames.Essential(type.Name));
            for (var id = 1u; name.Length > 0 && id < (uint)target.Count; id++)
            {
                var other = target.Get(id);
                if (CoreCompatibility.AreKindsCompatible(type.Kind, other.Kind) && IsNamed(other.NameBytes, name))
                {
                    found.Add(id);
                }
            }
        }

        return found;
    }

    private static bool IsNamed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> essential) =>
        name.StartsWith(essential) && (name.Length == essential.Length || name[essential.Length..].StartsWith("___"u8));
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
