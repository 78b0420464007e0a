// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

internal sealed partial class ProgramGenerator
{
    // The levels from which clang has them.
    private const int FetchLevel = 3, OrderedLevel = 4;

    private Node Atomic()
    {
        var targets = scope.FindAll(p => p.Type.Bits >= 32 && p.HasAddress && !p.IsReadOnly && !p.Type.IsEnum);
        if (targets.Count == 0)
        {
            return Assignment();
        }

        var place = Pick(targets);
        var address = Node.Fixed($"&{place.Make(FixedIndex)}");
        if (Chance(35))
        {
            return Node.Statement($"__sync_fetch_and_add({address}, {Expression(2)});");
        }

        if (Chance(10))
        {
            clangLevel = Math.Max(clangLevel, OrderedLevel);
            return Chance(50)
                ? Local(target => Node.Statement($"{target.Make(Index)} = __atomic_load_n({address}, __ATOMIC_ACQUIRE);"))
                : Node.Statement($"__atomic_store_n({address}, {Expression(2)}, __ATOMIC_RELEASE);");
        }

        lowestLevel = FetchLevel;
        clangLevel = Math.Max(clangLevel, FetchLevel);
        var fresh = Name("v");
        var type = place.Type.Name;
        var value = random.Next(8) switch
        {
            0 => Node.Fixed($"__sync_fetch_and_{Pick(["add", "sub", "or", "and", "xor"])}({address}, {Expression(2)})"),
            1 => Node.Fixed($"__sync_{Pick(["add", "sub", "or", "and", "xor"])}_and_fetch({address}, {Expression(2)})"),
            2 => Node.Fixed($"__sync_val_compare_and_swap({address}, ({type}){Expression(2)}, ({type}){Expression(2)})"),
            3 => Node.Fixed($"__sync_bool_compare_and_swap({address}, {place.Make(FixedIndex)}, ({type}){Expression(1)})"),
            4 => Node.Fixed($"__sync_lock_test_and_set({address}, {Expression(2)})"),
            5 => Node.Fixed($"__atomic_fetch_{Pick(["add", "sub", "or", "and", "xor"])}({address}, {Expression(2)}, {Pick(["__ATOMIC_RELAXED", "__ATOMIC_SEQ_CST"])})"),
            6 => Node.Fixed($"__atomic_exchange_n({address}, ({type}){Expression(2)}, __ATOMIC_SEQ_CST)"),
            _ => Node.Fixed($"__atomic_load_n({address}, __ATOMIC_RELAXED)"),
        };
        return Local(target => Node.Statement($"{{ {type} {fresh} = {value}; {target.Make(Index)} {Pick(["=", "^="])} {fresh}; }}"));
    }
}
