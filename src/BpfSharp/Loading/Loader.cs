// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>Brings an object into the kernel by a list of stages.</summary>
internal static class Loader
{
    private static readonly ILoadStage[] Stages =
    [
        new SelectProgramsStage(),      // first: what is skipped costs nothing later
        new OpenTokenStage(),           // with delegated rights the process needs none of its own
        new CheckEnvironmentStage(),    // refuse with one clear message before the kernel refuses with EPERM
        new PrepareStructOpsStage(),    // says which callbacks are loaded, and what their maps hold
        new LoadBtfStage(),             // maps and programs name their types by it
        new SettleConfigurationStage(), // maps are made with their contents known
        new CreateMapsStage(),          // relocations need map descriptors
        new FillMapsStage(),            // frozen data must be final before the verifier reads it as constants
        new ResolveCoreStage(),         // before programs and subprograms are joined: each has its own relocations
        new RelocateStage(),
        new AdaptHelpersStage(),        // over the joined code: subprograms call helpers too
        new LoadProgramsStage(),
        new ConnectProgramsStage(),     // last: program arrays and structs of callbacks hold loaded programs
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
