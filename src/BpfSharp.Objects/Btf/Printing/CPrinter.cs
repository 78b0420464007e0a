// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Btf.Printing;

/// <summary>BTF as a C header that declares the same types: vmlinux.h.</summary>
/// <remarks>
/// Each type is declared once, after those it needs: what it holds by value in full, what it only points to at least by name.
/// Records get the layout BTF gives them (<see cref="CLayout"/>). Functions are declared where they are kfuncs.
/// </remarks>
public sealed partial class CPrinter
{
    private const int MaximumDepth = 400;

    /// <summary>No declaration of a real kernel comes near; hostile BTF can spell exponentially long ones.</summary>
    private const int MaximumDeclaration = 1 << 20;

    [Flags]
    private enum Progress : byte
    {
        None = 0, Named = 1, Needed = 2, Declared = 4, InProgress = 8, Defined = 16,
    }

    private readonly BtfTypes types;
    private readonly TextWriter output;
    private readonly Progress[] progress;
    private readonly CLayout layout;
    private readonly CNames names = new();
    private readonly HashSet<string> declaredTags = new(StringComparer.Ordinal);
    private int depth;

    private CPrinter(BtfTypes types, TextWriter output)
    {
        this.types = types;
        this.output = output;
        progress = new Progress[types.Count];
        layout = new CLayout(types);
    }

    /// <param name="roots">Only these types and what they need; all when empty.</param>
    /// <exception cref="FormatException">The types cannot be written in C: one contains itself, or they nest without end.</exception>
    public static void Write(BtfTypes types, TextWriter output, params IReadOnlyList<uint> roots)
    {
        var printer = new CPrinter(types, output);
        output.Write(Opening);
        if (roots.Count > 0)
        {
            foreach (var id in roots)
            {
                printer.Need(id);
            }
        }
        else
        {
            printer.WriteAll();
        }

        output.Write(Closing);
    }

    /// <summary>A type as a C programmer would name it, for messages: "struct node *".</summary>
    internal static string TypeText(BtfTypes types, uint id)
    {
        try
        {
            return new CPrinter(types, TextWriter.Null).Declare(id, "", 0);
        }
        catch (FormatException)
        {
            return types.Get(id).ToString();
        }
    }

    private const string Opening = """
        #ifndef __VMLINUX_H__
        #define __VMLINUX_H__

        #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
        #pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
        #endif


        """;

    private const string Closing = """
        #ifndef BPF_NO_PRESERVE_ACCESS_INDEX
        #pragma clang attribute pop
        #endif

        #endif /* __VMLINUX_H__ */

        """;

    private void WriteAll()
    {
        var kfuncs = new List<uint>();
        var mentioned = MentionedEnums();
        for (var id = 1u; id < (uint)types.Count; id++)
        {
            var type = types.Get(id);
            switch (type.Kind)
            {
                case BtfKind.Struct or BtfKind.Union or BtfKind.Typedef or BtfKind.Forward or BtfKind.Enum or BtfKind.Enum64 when type.Name.Length > 0:
                    Need(id);
                    break;
                case BtfKind.Enum or BtfKind.Enum64 when !mentioned.Contains(id):
                    WriteEnum(type);
                    break;
                case BtfKind.DeclTag when type.Name == "bpf_kfunc" && types.Get(type.TypeId).Kind == BtfKind.Function:
                    kfuncs.Add(type.TypeId);
                    break;
            }
        }

        WriteKfuncs(kfuncs);
    }

    // An enum without a name is printed where it is used, or by itself for its constants.
    private HashSet<uint> MentionedEnums()
    {
        var found = new HashSet<uint>();
        for (var id = 1u; id < (uint)types.Count; id++)
        {
            types.Get(id).ForEachReference(target =>
            {
                if (types.Get(target) is { Kind: BtfKind.Enum or BtfKind.Enum64, NameBytes.IsEmpty: true })
                {
                    found.Add(target);
                }
            });
        }

        return found;
    }

    private void WriteKfuncs(List<uint> kfuncs)
    {
        if (kfuncs.Count == 0)
        {
            return;
        }

        foreach (var id in kfuncs)
        {
            NeedName(types.Get(id).TypeId);
        }

        output.Write("#ifndef BPF_NO_KFUNC_PROTOTYPES\n#ifndef __ksym\n#define __ksym __attribute__((section(\".ksyms\")))\n#endif\n"
            + "#ifndef __weak\n#define __weak __attribute__((weak))\n#endif\n\n");
        foreach (var id in kfuncs)
        {
            var function = types.Get(id);
            output.Write($"extern {Declare(function.TypeId, names.Function(function.Name), 0, namesParameters: true)} __weak __ksym;\n");
        }

        output.Write("#endif\n\n");
    }

    /// <summary>Writes what a declaration needs that holds the type by value.</summary>
    private void Need(uint id)
    {
        if (Enter(id, Progress.Needed) is not { } type)
        {
            return;
        }

        switch (type.Kind)
        {
            case BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag:
                Need(type.TypeId);
                break;
            case BtfKind.Typedef:
                WriteTypedef(type);
                Need(type.TypeId);
                break;
            case BtfKind.Array:
                Need(type.Array.ElementTypeId);
                break;
            case BtfKind.Struct or BtfKind.Union:
                NeedRecord(type);
                break;
            default:
                NeedName(id);
                break;
        }

        depth--;
    }

    /// <summary>Writes what a declaration needs that only points to the type.</summary>
    private void NeedName(uint id)
    {
        if (Enter(id, Progress.Named) is not { } type)
        {
            return;
        }

        switch (type.Kind)
        {
            case BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag or BtfKind.Pointer:
                NeedName(type.TypeId);
                break;
            case BtfKind.Typedef:
                WriteTypedef(type);
                break;
            case BtfKind.Array:
                Need(type.Array.ElementTypeId);
                break;
            case BtfKind.Struct or BtfKind.Union when type.Name.Length == 0:
                NeedRecord(type);
                break;
            case BtfKind.Struct or BtfKind.Union or BtfKind.Forward:
                DeclareTag(type);
                break;
            case BtfKind.Enum or BtfKind.Enum64 when type.Name.Length > 0:
                WriteEnum(type);
                break;
            case BtfKind.Int or BtfKind.Float:
                WriteMissingNumber(type);
                break;
            case BtfKind.FunctionPrototype:
                NeedName(type.TypeId);
                for (var i = 0; i < type.ItemCount; i++)
                {
                    NeedName(type.Parameter(i).TypeId);
                }

                break;
        }

        depth--;
    }

    private BtfType? Enter(uint id, Progress step)
    {
        if (id == 0 || (progress[id] & step) != 0)
        {
            // A record that is asked for by value while it is being written holds itself.
            return id != 0 && step == Progress.Needed && (progress[id] & Progress.InProgress) != 0
                ? throw new FormatException($"{types.Get(id)} contains itself, which C cannot express")
                : null;
        }

        if (++depth > MaximumDepth)
        {
            throw new FormatException($"{types.Get(id)} nests more than {MaximumDepth} types deep");
        }

        progress[id] |= step;
        return types.Get(id);
    }

    private void NeedRecord(BtfType record)
    {
        if ((progress[record.Id] & Progress.Defined) != 0)
        {
            return;
        }

        if ((progress[record.Id] & Progress.InProgress) != 0)
        {
            throw new FormatException($"{record} contains itself, which C cannot express");
        }

        progress[record.Id] |= Progress.InProgress;
        for (var i = 0; i < record.ItemCount; i++)
        {
            Need(record.Member(i).TypeId);
        }

        progress[record.Id] = (progress[record.Id] & ~Progress.InProgress) | Progress.Defined;
        if (record.Name.Length > 0)
        {
            declaredTags.Add(TagOf(record));
            output.Write(Body(record, 0));
            output.Write(";\n\n");
        }
    }
}
