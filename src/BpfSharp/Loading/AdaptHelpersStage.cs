// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Loading;

/// <summary>Calls of helpers that an old kernel lacks become calls of the ones they came out of.</summary>
/// <remarks>Before 5.5 one helper read user and kernel memory alike; its two heirs take the same arguments. Source: libbpf.c, bpf_object__sanitize_prog.</remarks>
internal sealed class AdaptHelpersStage : ILoadStage
{
    private const int ReadUser = 112, ReadKernel = 113, ReadUserText = 114, ReadKernelText = 115, Read = 4, ReadText = 45;

    public void Run(LoadContext context)
    {
        foreach (var code in context.Code.Values)
        {
            foreach (ref var slot in code.Instructions.AsSpan())
            {
                // Only where one is called is the kernel asked.
                if (slot.IsCall() && slot.Source == 0 && Ancestor(slot.Immediate) is { } ancestor && !context.Features.Has(KernelFeature.ProbeReadKernel))
                {
                    slot = slot.WithImmediate(ancestor);
                }
            }
        }
    }

    private static int? Ancestor(int helper) => helper switch
    {
        ReadUser or ReadKernel => Read,
        ReadUserText or ReadKernelText => ReadText,
        _ => null,
    };
}
