// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Loading;

/// <summary>Leaves out the programs the caller does not want, and those whose section starts with "?".</summary>
internal sealed class SelectProgramsStage : ILoadStage
{
    public void Run(LoadContext context)
    {
        foreach (var program in context.Spec.Programs)
        {
            if (program.AutoLoad && !context.Options.SkippedPrograms.Contains(program.Name))
            {
                context.Programs.Add(program);
            }
        }
    }
}
