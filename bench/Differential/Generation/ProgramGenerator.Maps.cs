// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

internal sealed partial class ProgramGenerator
{
    // Keys are below this, so that programs meet again what they stored.
    private const int Keys = 8;

    /// <summary>How many blocks around this one use a pointer to an entry: what adds or deletes entries must stay out of them.</summary>
    private int pinned;

    private void Maps()
    {
        for (var i = random.Next(4) - 1; i > 0; i--)
        {
            var kind = Pick([MapShape.Array, MapShape.Array, MapShape.Hash, MapShape.Hash, MapShape.PercpuArray, MapShape.PercpuHash]);
            var isHash = kind is MapShape.Hash or MapShape.PercpuHash;
            var small = records.FindAll(r => r.SizeBound <= 48);
            var map = new MapShape(
                Name("@m"),
                kind,
                isHash ? Pick([Scalar.UnsignedInt, Scalar.UnsignedLong, Scalar.Int, Scalar.UnsignedChar]) : Scalar.UnsignedInt,
                Pick(Scalar.Integers),
                Chance(40) && small.Count > 0 ? Pick(small) : null,
                Pick([1, 2, 4, 8]));
            maps.Add(map);
            Declare($"MAP({map.Name}, {map.Kind}, {map.Key.Name}, {map.ValueType}, {map.Entries});");
        }
    }

    private Node MapStatement()
    {
        if (maps.Count == 0)
        {
            return Assignment();
        }

        var map = Pick(maps);
        return random.Next(pinned == 0 ? 7 : 4) switch
        {
            < 4 => MayBranch() ? MapLookup(map) : Assignment(),
            6 when map.IsHash => MapDelete(map),
            _ => MapUpdate(map),
        };
    }

    private Node Key() => Chance(40)
        ? Node.Literal(random.Next(Keys).ToString(System.Globalization.CultureInfo.InvariantCulture))
        : Node.Fixed($"(({Expression(2)}) & {Keys - 1})");

    private Node MapLookup(MapShape map)
    {
        var (key, entry) = (Name("k"), Name("e"));
        var index = Key();
        var outer = scope.Count;
        scope.AddRange(map.Places(entry));
        pinned++;
        var found = Block();
        pinned--;
        scope.RemoveRange(outer, scope.Count - outer);
        var missing = Chance(30) && loops == 0 ? Node.Fixed($" else {{\n{Block()}}}") : Text("");
        return Node.Statement(
            $"{{ {map.Key.Name} {key} = {index}; {map.ValueType} *{entry} = bpf_map_lookup_elem(&{map.Name}, &{key});\nif ({entry}) {{\n{found}}}{missing} }}");
    }

    private Node MapUpdate(MapShape map)
    {
        NoteUpdates(true);
        var (key, value) = (Name("k"), Name("e"));
        var flags = Pick(["0", "0", "0", "1", "2", "7"]);
        var made = map.Record is null ? Node.Fixed($"{Expression(2)}") : Text(Initializer(map.Record));
        var whole = map.Record is { } shape && localRecords.FindAll(r => r.Shape == shape) is { Count: > 0 } same && Chance(60)
            ? Text($"&{Pick(same).Name}")
            : Text($"&{value}");
        return Local(target => Node.Statement(
            $"{{ {map.Key.Name} {key} = {Key()}; {map.ValueType} {value} = {made}; {target.Make(Index)} {Pick(["=", "+="])} bpf_map_update_elem(&{map.Name}, &{key}, {whole}, {flags}); }}"));
    }

    private Node MapDelete(MapShape map)
    {
        NoteUpdates(true);
        var key = Name("k");
        return Local(target => Node.Statement($"{{ {map.Key.Name} {key} = {Key()}; {target.Make(Index)} = bpf_map_delete_elem(&{map.Name}, &{key}); }}"));
    }

    /// <summary>Everything in a map goes into the checksum.</summary>
    private static Node MapSum(MapShape map)
    {
        var sums = map.Places("e").SelectMany(Sums);
        return Node.Statement(
            $"for (int n = 0; n < {(map.IsHash ? Keys : map.Entries)}; n++) {{ {map.Key.Name} k = n; {map.ValueType} *e = bpf_map_lookup_elem(&{map.Name}, &k); if (e) {{\n{Node.Sequence(sums)}}} }}");
    }
}
