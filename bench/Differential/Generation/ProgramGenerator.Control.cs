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
        var outer = scope.Count;
        scope.Add(Place.Named(Scalar.Int, name) with { IsReadOnly = true });
        var (body, leave) = Repeated(count, () => (
            Block(), Chance(30) && MayBranch() ? Node.Statement($"if ({Expression(2)}) {Pick(["break", "continue"])};\n") : Text("")));
        scope.RemoveRange(outer, scope.Count - outer);
        return random.Next(8) switch
        {
            4 => Node.Statement($"for (unsigned char {name} = 0; {name} < {count * 2}; {name} += 2) {{\n{leave}{body}}}"),
            5 => Node.Statement($"for (long {name} = -{count}; {name} <= 0; {name}++) {{\n{leave}{body}}}"),
            6 => Node.Statement($"for (unsigned int {name} = 0; {name} < (({Expression(1)}) & 3); {name}++) {{\n{leave}{body}}}"),
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

        var isWide = !isDense && Chance(30);
        var list = new List<Node>();
        var last = long.MinValue;
        foreach (var value in isWide ? cases.Select(v => v * 0x1_0000_0001) : cases)
        {
            // A range must not reach the next case.
            var end = isDense || value - last < 20 || !Chance(25) ? "" : $" ... {value}";
            var start = end.Length > 0 ? value - random.Next(1, 10) : value;
            list.Add(Node.Statement($"case {start}{(isWide ? "L" : "")}{end}{(isWide && end.Length > 0 ? "L" : "")}:\n{Simple()}{(Chance(70) ? "break;" : "")}"));
            last = value;
        }

        if (Chance(70))
        {
            list.Insert(random.Next(list.Count + 1), Node.Statement($"default:\n{Simple()}break;"));
        }

        var tag = isDense ? Node.Expression($"({Expression(2)} & 15)")
            : isWide ? Node.Expression($"((long)({Expression(2)}) * 0x100000001L)")
            : Node.Expression($"(({Pick(["int", "int", "signed char"])}){Expression(2)})");
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
        var body = Repeated(3, Block);
        return Node.Statement($"{{ unsigned int {name} = 0;\n{label}: ;\n{body}if (++{name} < {random.Next(2, 5)} && {Expression(2)}) goto {label}; }}");
    }
}
