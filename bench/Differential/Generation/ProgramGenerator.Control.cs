// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

internal sealed partial class ProgramGenerator
{
    private Node If() => Chance(50)
        ? Node.Statement($"if ({Expression(3)}) {{\n{Block()}}}")
        : Node.Statement($"if ({Expression(3)}) {{\n{Block()}}} else {{\n{Block()}}}");

    private Node Loop()
    {
        // The verifier walks every path of every iteration: few of them inside one another.
        var name = Name("i");
        var count = random.Next(1, loops > 0 ? 3 : 6);
        loops++;
        var outer = scope.Count;
        scope.Add(Place.Named(Scalar.Int, name) with { IsReadOnly = true });
        var body = Block();
        var leave = Chance(30) ? Node.Statement($"if ({Expression(2)}) {Pick(["break", "continue"])};\n") : Text("");
        scope.RemoveRange(outer, scope.Count - outer);
        loops--;
        return random.Next(5) switch
        {
            0 => Node.Statement($"for (int {name} = {count}; {name} > 0; {name}--) {{\n{leave}{body}}}"),
            1 => Node.Statement($"{{ int {name} = 0;\nwhile ({name}++ < {count}) {{\n{leave}{body}}} }}"),
            2 => Node.Statement($"{{ int {name} = 0;\ndo {{\n{leave}{body}}} while (++{name} < {count}); }}"),
            _ => Node.Statement($"for (int {name} = 0; {name} < {count}; {name}++) {{\n{leave}{body}}}"),
        };
    }

    private Node Switch()
    {
        var cases = new SortedSet<long>();
        var isDense = Chance(60);
        for (var n = Chance(10) ? 20 : random.Next(2, 7); n > 0; n--)
        {
            cases.Add(isDense ? random.Next(16) : Chance(50) ? random.Next(-100, 100) : random.Next());
        }

        var list = new List<Node>();
        foreach (var value in cases)
        {
            var end = Chance(70) ? "break;" : "";
            list.Add(Node.Statement($"case {value}:\n{Simple()}{end}"));
        }

        if (Chance(70))
        {
            list.Insert(random.Next(list.Count + 1), Node.Statement($"default:\n{Simple()}break;"));
        }

        var tag = isDense ? Node.Expression($"({Expression(2)} & 15)") : Chance(50) ? Expression(2) : Node.Expression($"((signed char){Expression(2)})");
        return Node.Statement($"switch ({tag}) {{\n{Node.Sequence(list)}}}");
    }

    /// <summary>Statements without branches: many cases of a switch must stay within the verifier's patience.</summary>
    private Node Simple()
    {
        depth += 3;
        var list = Node.Sequence(Statements(random.Next(1, 3)));
        depth -= 3;
        return list;
    }

    private Node Goto()
    {
        var label = Name("l");
        if (Chance(60))
        {
            return Node.Statement($"{{\nif ({Expression(2)}) goto {label};\n{Block()}{label}: ; }}");
        }

        var name = Name("n");
        loops++;
        var body = Block();
        loops--;
        return Node.Statement($"{{ unsigned int {name} = 0;\n{label}: ;\n{body}if (++{name} < {random.Next(2, 5)} && {Expression(2)}) goto {label}; }}");
    }
}
