// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Btf.Merging;

/// <summary>Makes equal types one: what merging the types of several objects, or writing a module's beside its kernel's, needs.</summary>
/// <remarks>
/// Two types are equal when nothing tells them apart: the same kind, names, sizes and places, and, followed from both alike, types that are equal
/// again. <see cref="TypePartition"/> finds these classes, loops included. Before it runs, a declaration without a definition ("struct s;") is
/// made to mean the definition of that name, where there is one only. Whether there is one is decided twice: optimistically, taking every reference
/// to a named record as equal by name; then, with those declarations resolved, exactly; a name whose definitions prove different after all
/// loses its resolution and the partition is made anew. Variables and data sections are each their own and are never merged.
/// </remarks>
public static class BtfDeduplicator
{
    // Each round takes away a resolution that was hoped for; in practice the first or second stands.
    private const int MaximumRounds = 8;

    /// <summary>Leaves in the builder one of each type, in their order, with the base's preferred.</summary>
    /// <returns>The new id of each old one.</returns>
    public static uint[] Run(BtfBuilder builder)
    {
        var graph = new TypeGraph(builder);
        var classes = Classify(graph);
        var first = new Dictionary<int, uint>();
        var chosen = new uint[graph.Count];
        for (var id = 0u; id < chosen.Length; id++)
        {
            first.TryAdd(classes[id], id);
        }

        for (var id = 0u; id < chosen.Length; id++)
        {
            chosen[id] = first[classes[graph.Meaning((int)id)]];
        }

        return builder.Keep(chosen);
    }

    private static int[] Classify(TypeGraph graph)
    {
        if (!graph.HasDeclarations)
        {
            return graph.Partition();
        }

        graph.ResolveDeclarations(graph.PartitionByName());
        for (var round = 0; ; round++)
        {
            var classes = graph.Partition();
            if (!graph.WithdrawWrong(classes, all: round == MaximumRounds))
            {
                return classes;
            }
        }
    }
}
