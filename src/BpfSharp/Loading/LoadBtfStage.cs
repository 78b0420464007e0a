// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Loading;

/// <summary>Gives the kernel the object's types and source lines. They only serve diagnostics, so a refusal is noted and loading goes on without.</summary>
internal sealed class LoadBtfStage : ILoadStage
{
    private const int LogBytes = 16 * 1024;
    private const int ExternLinkage = 2;

    public void Run(LoadContext context)
    {
        if (BtfStrings.TryOpen(WithoutExternals(context.Spec.Btf)) is not { } strings)
        {
            return;
        }

        Collect(context.Spec, strings);
        var btf = strings.ToBtf();
        var result = ProgramCalls.LoadBtf(btf.Span, default);
        if (result >= 0)
        {
            context.Btf = new BpfFd(result);
            context.Strings = strings;
            return;
        }

        context.BtfRefusal = Explain(btf.Span);
    }

    /// <summary>The kernel refuses descriptions of what lies outside the object: its own functions and variables.</summary>
    private static ReadOnlyMemory<byte> WithoutExternals(ReadOnlyMemory<byte> btf)
    {
        if (btf.IsEmpty)
        {
            return btf;
        }

        var types = BtfTypes.Parse(btf);
        BtfBuilder? builder = null;
        for (var id = 1u; id < (uint)types.Count; id++)
        {
            var type = types.Get(id);
            var isExternal = type.Kind is BtfKind.Function or BtfKind.Variable ? type.Linkage == ExternLinkage
                : type.Kind == BtfKind.DataSection && type.NameBytes.SequenceEqual(".ksyms"u8);
            if (isExternal)
            {
                (builder ??= new BtfBuilder(types)).Hide(id);
            }
        }

        return builder?.ToArray() ?? btf;
    }

    /// <summary>All strings must be in the table before it goes to the kernel.</summary>
    private static void Collect(ObjectSpec spec, BtfStrings strings)
    {
        foreach (var file in spec.Files)
        {
            strings.OffsetOf(file);
        }

        foreach (var code in spec.Programs.Concat<CodeSpec>(spec.Subprograms))
        {
            foreach (var line in code.Lines)
            {
                strings.OffsetOf(line.Text);
            }
        }
    }

    /// <summary>Asks again with a log, whose last line says what was wrong.</summary>
    private static string Explain(ReadOnlySpan<byte> btf)
    {
        var log = new byte[LogBytes];
        var result = ProgramCalls.LoadBtf(btf, log);
        if (result >= 0)
        {
            new BpfFd(result).Dispose();
        }

        var end = log.AsSpan().IndexOf((byte)0);
        return Encoding.UTF8.GetString(log, 0, Math.Max(end, 0)).Trim();
    }
}
