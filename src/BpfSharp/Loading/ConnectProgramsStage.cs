// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>Puts loaded programs where other things expect them: entries of program arrays, callbacks of structs. Ties .rodata to the programs, for readers of its metadata.</summary>
internal sealed class ConnectProgramsStage : ILoadStage
{
    private const string Metadata = ".rodata";

    public void Run(LoadContext context)
    {
        var programs = context.Loaded.ToDictionary(static p => p.Spec.Name, StringComparer.Ordinal);
        foreach (var map in context.Maps.Values.Where(static m => m.Type == MapType.ProgArray && !m.IsReused))
        {
            foreach (var slot in map.Spec.Slots)
            {
                // A program that the caller left out, or that was refused while others may load, leaves its entry empty: tail calls to it fall through.
                if (programs.TryGetValue(slot.Target, out var program))
                {
                    map.Write(slot.Index, program.Handle);
                }
            }
        }

        foreach (var plan in context.StructOps.Values)
        {
            foreach (var (offset, name) in plan.Callbacks)
            {
                if (programs.TryGetValue(name, out var program))
                {
                    BinaryPrimitives.WriteInt64LittleEndian(plan.Value.AsSpan(offset), program.Handle.Number);
                }
            }
        }

        if (context.Maps.TryGetValue(Metadata, out var constants) && context.Features.Has(KernelFeature.BindMap))
        {
            // Only tools that list programs look at it: a refusal changes nothing for the program.
            context.Loaded.ForEach(p => ProgramCalls.BindMap(p.Handle, constants.Handle));
        }
    }
}
