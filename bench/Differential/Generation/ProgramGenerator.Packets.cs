// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>Reads and writes of the packet behind comparisons with its end, as parsers write them.</summary>
internal sealed partial class ProgramGenerator
{
    private Node PacketStatement()
    {
        if (!isEntry)
        {
            return Assignment();
        }

        writesPacket = true;
        return random.Next(5) switch
        {
            0 => PacketRecord(),
            1 => PacketWalk(),
            2 => PacketAtVariableOffset(),
            3 => PacketCopy(),
            _ => PacketScalars(),
        };
    }

    private Node PacketScalars()
    {
        var size = random.Next(1, TestProgram.PacketSize + 4);
        var outer = scope.Count;
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var type = Pick(Scalar.Integers);
            if (type.Bits / 8 <= size)
            {
                scope.Add(Place.Named(type, $"(*({type.Name} *)(packet + {random.Next(size - (type.Bits / 8) + 1)}))"));
            }
        }

        var body = Block();
        scope.RemoveRange(outer, scope.Count - outer);
        return Chance(50)
            ? Node.Statement($"if (packet + {size} <= packet_end) {{\n{body}}}")
            : Node.Statement($"if (!((long)packet_end - (long)packet < {size}) && packet + {size} <= packet_end) {{\n{body}}}");
    }

    private Node PacketRecord()
    {
        var plain = records.FindAll(r => !r.HasBool && r.SizeBound <= 40 && !r.Attribute.StartsWith("aligned", StringComparison.Ordinal));
        if (plain.Count == 0)
        {
            return Assignment();
        }

        var shape = Pick(plain);
        var name = Name("h");
        var outer = scope.Count;

        // An index that varies makes a new pointer, of which the verifier knows nothing: it refuses every compiler's code that has not found the access dead.
        scope.AddRange(shape.Places(name + "->").Select(p => p.Length > 0 ? p with { Make = _ => p.Make(FixedIndex) } : p));
        var body = Block();
        scope.RemoveRange(outer, scope.Count - outer);
        return Node.Statement($"{{ {shape.TypeName} *{name} = (void *)(packet + {random.Next(4) * 8});\nif ((void *)({name} + 1) <= (void *)packet_end) {{\n{body}}} }}");
    }

    private Node PacketWalk() => loops > 0
        ? Assignment()
        : Local(target => Chance(50)
            ? Node.Statement($"for (int n = 0; n < {random.Next(1, 20)}; n++) {{ if (packet + n + 1 > packet_end) break; {target.Make(Index)} {Pick(["+=", "^="])} packet[n]; }}")
            : Node.Statement($"{{ unsigned short *w = (void *)packet; for (int n = 0; n < {random.Next(1, 10)}; n++) {{ if ((void *)(w + 1) > (void *)packet_end) break; {target.Make(Index)} {Pick(["+=", "-="])} *w++; }} }}"));

    private Node PacketAtVariableOffset()
    {
        var type = Pick(Scalar.Integers);
        var name = Name("o");
        return Local(target => Node.Statement(
            $"{{ unsigned char *{name} = packet + (({Expression(2)}) & {Pick([1, 7, 15, 31])}); if ({name} + {type.Bits / 8} <= packet_end) {target.Make(Index)} = *({type.Name} *){name}; }}"));
    }

    private Node PacketCopy()
    {
        if (localArrays.Count == 0)
        {
            return Assignment();
        }

        var (name, type, length) = Pick(localArrays);
        var (size, offset) = (length * type.Bits / 8, random.Next(16));
        return Chance(50)
            ? Node.Statement($"if (packet + {offset + size} <= packet_end) __builtin_memcpy({name}, packet + {offset}, {size});")
            : Node.Statement($"if (packet + {offset + size} <= packet_end) __builtin_memcpy(packet + {offset}, {name}, {size});");
    }
}
