// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>Brings an object into the kernel by a list of stages.</summary>
internal static class Loader
{
    private static readonly ILoadStage[] Stages =
    [
        new SelectProgramsStage(),      // first: what is skipped costs nothing later
        new CheckEnvironmentStage(),    // refuse with one clear message before the kernel refuses with EPERM
        new LoadBtfStage(),             // maps and programs name their types by it
        new SettleConfigurationStage(), // maps are made with their contents known
        new CreateMapsStage(),          // relocations need map descriptors
        new FillDataStage(),            // frozen data must be final before the verifier reads it as constants
        new ResolveCoreStage(),         // before programs and subprograms are joined: each has its own relocations
        new RelocateStage(),
        new LoadProgramsStage(),
    ];

    /// <summary>The caller owns the context's maps and programs; a failed load leaves nothing behind.</summary>
    public static LoadContext Run(ObjectSpec spec, LoadOptions options)
    {
        using var context = new LoadContext(spec, options);
        try
        {
            foreach (var stage in Stages)
            {
                stage.Run(context);
            }

            return context;
        }
        catch
        {
            context.Abandon();
            throw;
        }
    }
}
