// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>Gives the kernel the object's types and source lines, in terms of what it knows. Most objects need them for diagnostics only, so a refusal is noted and loading goes on without.</summary>
internal sealed class LoadBtfStage : ILoadStage
{
    // The kernel lists the types first: a small buffer would keep only these.
    private const int LogBytes = 1024 * 1024, LinesShown = 4;

    public void Run(LoadContext context)
    {
        if (context.Spec.Btf.IsEmpty)
        {
            return;
        }

        var types = ContextArguments.Describe(context, BtfSanitiser.WithoutExternals(context.Spec.Btf));
        if (!TryLoad(context, types) && BtfSanitiser.Adapt(types, context.Features) is var adapted && !adapted.Equals(types))
        {
            // Only a kernel that refuses is asked what it lacks: the newest take all kinds at once.
            context.HasFunctionTypes = context.Features.Has(KernelFeature.BtfFunctions);
            TryLoad(context, adapted);
        }
    }

    private static bool TryLoad(LoadContext context, ReadOnlyMemory<byte> types)
    {
        if (BtfStrings.TryOpen(types) is not { } strings)
        {
            return false;
        }

        Collect(context.Spec, strings);
        var btf = strings.ToBtf();
        var result = BtfCalls.Load(btf.Span, default, context.Token);
        if (result < 0)
        {
            context.BtfRefusal = Explain(btf.Span, context.Token);
            return false;
        }

        context.Btf = new BpfFd(result);
        context.Strings = strings;
        context.BtfRefusal = null;
        return true;
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

    /// <summary>Asks again with a log, whose last lines say what was wrong.</summary>
    private static string Explain(ReadOnlySpan<byte> btf, BpfFd? token)
    {
        var log = new byte[LogBytes];
        var result = BtfCalls.Load(btf, log, token);
        if (result >= 0)
        {
            new BpfFd(result).Dispose();
        }

        var end = log.AsSpan().IndexOf((byte)0);
        var lines = Encoding.UTF8.GetString(log, 0, Math.Max(end, 0)).Trim().Split('\n');
        return string.Join('\n', lines[^Math.Min(lines.Length, LinesShown)..]);
    }
}
