// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Core;

/// <summary>A member, array element or enumerator in one BTF: what an access string spells, or what was found for it elsewhere.</summary>
internal sealed class CoreSpec(BtfTypes types, uint rootId)
{
    private const int MaximumDepth = 64;

    public BtfTypes Types { get; } = types;
    public uint RootId { get; } = rootId;

    /// <summary>Steps that another kernel is searched for: named members, and array elements by number. Anonymous records are stepped through.</summary>
    public List<CoreStep> Steps { get; } = [];

    /// <summary>Bits from the root to the place.</summary>
    public long BitOffset { get; private set; }

    /// <summary>The type at the place.</summary>
    public uint TypeId { get; private set; } = rootId;

    /// <summary>Not 0 when the place is a bit-field.</summary>
    public int BitSize { get; private set; }

    /// <summary>For enumerators.</summary>
    public BtfEnumerator Enumerator { get; private set; }

    /// <summary>The program's own place.</summary>
    /// <exception cref="FormatException">The access string does not fit the type.</exception>
    public static CoreSpec Parse(BtfTypes types, CoreRelocation relocation)
    {
        var spec = new CoreSpec(types, relocation.TypeId);
        if (IsType(relocation.Kind))
        {
            return spec;
        }

        var indices = Array.ConvertAll(relocation.AccessPath.Split(':'), t => int.TryParse(t, CultureInfo.InvariantCulture, out var n) && n >= 0 ? n : throw Bad(relocation));
        if (IsEnumerator(relocation.Kind))
        {
            var type = types.SkipModifiers(relocation.TypeId);
            spec.Enumerator = type.Kind is BtfKind.Enum or BtfKind.Enum64 && indices[0] < type.ItemCount ? type.Enumerator(indices[0]) : throw Bad(relocation);
            return spec;
        }

        spec.Begin(indices[0]);
        for (var i = 1; i < indices.Length; i++)
        {
            spec.StepLocally(indices[i], relocation);
        }

        return spec;
    }

    public static bool IsType(CoreRelocationKind kind) =>
        kind is CoreRelocationKind.LocalTypeId or CoreRelocationKind.TargetTypeId or CoreRelocationKind.TypeExists or CoreRelocationKind.TypeSize or CoreRelocationKind.TypeMatches;

    public static bool IsEnumerator(CoreRelocationKind kind) => kind is CoreRelocationKind.EnumeratorExists or CoreRelocationKind.EnumeratorValue;

    /// <summary>The same place in another kernel's type; null when it has none.</summary>
    public CoreSpec? FindIn(BtfTypes target, uint candidate)
    {
        var found = new CoreSpec(target, candidate);
        foreach (var step in Steps)
        {
            if (step.Name is null)
            {
                if (!(found.Steps.Count == 0 ? found.Begin(step.Index) : found.StepElement(step.Index)))
                {
                    return null;
                }
            }
            else if (!found.StepMember(step, this))
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>The step that another kernel's type does not have, in words.</summary>
    public string WhyNotIn(BtfTypes target, uint candidate)
    {
        var found = new CoreSpec(target, candidate);
        foreach (var step in Steps)
        {
            if (step.Name is null)
            {
                if (!(found.Steps.Count == 0 ? found.Begin(step.Index) : found.StepElement(step.Index)))
                {
                    return $"{found.Describe()} is no array with an element {step.Index}";
                }
            }
            else if (!found.StepMember(step, this))
            {
                return FindMember(target.SkipModifiers(found.TypeId), step.Name, 0) is null
                    ? $"{found.Describe()} has no member {step.Name}" : $"member {step.Name} of {found.Describe()} is of another kind of type";
            }
        }

        return "";
    }

    /// <summary>The enumerator of that name, any flavour apart; null when the other enum has none.</summary>
    public CoreSpec? FindEnumeratorIn(BtfTypes target, uint candidate)
    {
        var type = target.SkipModifiers(candidate);
        for (var i = 0; type.Kind is BtfKind.Enum or BtfKind.Enum64 && i < type.ItemCount; i++)
        {
            if (CoreNames.Essential(type.Enumerator(i).Name) == CoreNames.Essential(Enumerator.Name))
            {
                return new CoreSpec(target, candidate) { Enumerator = type.Enumerator(i) };
            }
        }

        return null;
    }

    /// <summary>"struct task_struct.mm.start_code", for messages.</summary>
    public string Describe()
    {
        var root = Types.Get(RootId);
        var kind = root.Kind switch { BtfKind.Struct => "struct ", BtfKind.Union => "union ", BtfKind.Enum or BtfKind.Enum64 => "enum ", _ => "" };
        var text = new StringBuilder(kind).Append(root.Name);
        foreach (var step in Steps.Skip(1))
        {
            text.Append(step.Name is { } name ? "." + name : string.Create(CultureInfo.InvariantCulture, $"[{step.Index}]"));
        }

        return Enumerator.Name is { Length: > 0 } enumerator ? $"{text}.{enumerator}" : text.ToString();
    }

    private static FormatException Bad(CoreRelocation relocation) => new($"CO-RE access '{relocation.AccessPath}' does not fit type {relocation.TypeId}");

    // The first number counts whole objects, as p[n] does.
    private bool Begin(int index)
    {
        Steps.Add(new CoreStep(null, index, RootId));
        BitOffset = index * Types.SizeOf(RootId) * 8;
        return true;
    }

    private void StepLocally(int index, CoreRelocation relocation)
    {
        var type = Types.SkipModifiers(TypeId);
        if (type.Kind is BtfKind.Struct or BtfKind.Union && index < type.ItemCount)
        {
            var member = type.Member(index);
            Enter(member, member.BitOffset);
            if (member.Name.Length > 0)
            {
                Steps.Add(new CoreStep(member.Name, index, member.TypeId));
            }
        }
        else if (!StepElement(index))
        {
            throw Bad(relocation);
        }
    }

    private bool StepElement(int index)
    {
        var type = Types.SkipModifiers(TypeId);
        if (type.Kind != BtfKind.Array || (index >= type.Array.Length && type.Array.Length > 1))
        {
            return false; // lengths 0 and 1 stand for "as many as there are"
        }

        (TypeId, BitSize) = (type.Array.ElementTypeId, 0);
        BitOffset += index * Types.SizeOf(TypeId) * 8;
        Steps.Add(new CoreStep(null, index, TypeId));
        return true;
    }

    private bool StepMember(CoreStep step, CoreSpec local)
    {
        if (FindMember(Types.SkipModifiers(TypeId), step.Name!, 0) is not { } found || !CoreCompatibility.AreFieldsCompatible(local.Types, step.TypeId, Types, found.Member.TypeId))
        {
            return false;
        }

        Enter(found.Member, found.BitOffset);
        Steps.Add(step with { TypeId = found.Member.TypeId });
        return true;
    }

    private void Enter(BtfMember member, long bitOffset)
    {
        TypeId = member.TypeId;
        BitOffset += bitOffset;
        BitSize = member.BitSize;
    }

    private (BtfMember Member, long BitOffset)? FindMember(BtfType record, string name, int depth)
    {
        if (record.Kind is not (BtfKind.Struct or BtfKind.Union) || depth > MaximumDepth)
        {
            return null;
        }

        for (var i = 0; i < record.ItemCount; i++)
        {
            var member = record.Member(i);
            if (member.Name == name)
            {
                return (member, member.BitOffset);
            }

            if (member.Name.Length == 0 && FindMember(Types.SkipModifiers(member.TypeId), name, depth + 1) is { } inner)
            {
                return (inner.Member, member.BitOffset + inner.BitOffset);
            }
        }

        return null;
    }
}

/// <param name="Name">Null for an element by number.</param>
internal readonly record struct CoreStep(string? Name, int Index, uint TypeId);
