// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Differential.Generation;

internal sealed partial class ProgramGenerator
{
    private static readonly string[] Arithmetic = ["+", "-", "*", "&", "|", "^"];
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private static readonly string[] UnsignedDividends = ["unsigned int", "unsigned long"];
    private static readonly string[] AllDividends = ["int", "unsigned int", "long", "unsigned long"];

    // From here on clang has signed division; our compiler divides on every level.
    private const int SignedDivisionLevel = 4;
    private const int IndexLimit = 8;
    private int indices;

    private static readonly long[] Interesting =
    [
        0, 1, 2, 3, 4, 7, 8, 10, 15, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 65536, 0x12345, 0x7fffffff, 0x80000000, 0xffffffff,
        0x100000000, 0x7fffffffffffffff, 0x5555555555555555, 0x123456789abcdef, 0x8000000000,
    ];

    private string Literal(Scalar type) => type.IsBool ? (Chance(50) ? "1" : "0") : Number();

    private string Number()
    {
        var value = Chance(70) ? Pick(Interesting) : random.NextInt64() >> random.Next(64);
        value = Chance(25) ? -value : value;
        var magnitude = value < 0 ? (ulong)-value : (ulong)value;
        var suffix = magnitude > int.MaxValue ? Chance(50) ? "UL" : "L" : Chance(10) ? "UL" : Chance(10) ? "u" : Chance(10) ? "L" : "";
        var digits = Chance(20) ? $"0x{magnitude:x}" : magnitude.ToString(CultureInfo.InvariantCulture);
        return value < 0 ? $"(-{digits}{suffix})" : digits + suffix;
    }

    private Node Expression(int depth)
    {
        if (depth <= 0 || Chance(10))
        {
            return Chance(25) ? Node.Literal(Number()) : Read();
        }

        return random.Next(18) switch
        {
            < 5 => Node.Expression($"({Expression(depth - 1)} {Pick(Arithmetic)} {Expression(depth - 1)})"),
            5 or 6 => Shift(depth),
            7 => Division(depth),
            8 or 9 => Condition(depth),
            10 when MayBranch() => Node.Expression($"({Expression(depth - 1)} ? {Expression(depth - 1)} : {Expression(depth - 1)})"),
            11 => Node.Expression($"({Pick(["-", "~", "!", "+"])}{Expression(depth - 1)})"),
            12 or 13 => Node.Expression($"(({AnyType().Name}){Expression(depth - 1)})"),
            16 => Sequenced(depth),
            17 => Chance(50) ? Element(depth) : Read(),
            14 when Chance(30) => Node.Expression($"__builtin_bswap{Pick([16, 32, 64])}({Expression(depth - 1)})"),
            _ => Read(),
        };
    }

    private Node Shift(int depth)
    {
        var isWide = Chance(50);
        var type = isWide ? Pick(["long", "unsigned long"]) : Pick(["int", "unsigned int"]);
        var amount = Chance(50) ? Node.Literal(random.Next(isWide ? 64 : 32).ToString(CultureInfo.InvariantCulture)) : Expression(depth - 1);
        return Node.Expression($"(({type}){Expression(depth - 1)} {Pick(["<<", ">>"])} ({amount} & {(isWide ? 63 : 31)}))");
    }

    /// <summary>Divisors are never 0 nor -1.</summary>
    private Node Division(int depth)
    {
        var type = Pick(hasSignedDivision ? AllDividends : UnsignedDividends);
        if (!type.StartsWith('u'))
        {
            clangLevel = Math.Max(clangLevel, SignedDivisionLevel);
        }

        var divisor = random.Next(4) switch
        {
            0 => Text(Pick(["1", "2", "3", "7", "8", "10", "16", "1000", "65536", "1000000007"])),
            1 when hasSignedDivision => Text(Pick(["(-2)", "(-3)", "(-8)", "(-1000)"])),
            _ => Node.Fixed($"(({type})({Expression(depth - 1)} & 127) + 1)"),
        };
        return Node.Expression($"(({type}){Expression(depth - 1)} {Pick(["/", "%"])} ({type}){divisor})");
    }

    private Node Condition(int depth) => random.Next(6) switch
    {
        0 when MayBranch() => Node.Expression($"({Expression(depth - 1)} && {Expression(depth - 1)})"),
        1 when MayBranch() => Node.Expression($"({Expression(depth - 1)} || {Expression(depth - 1)})"),
        _ => Node.Expression($"({Expression(depth - 1)} {Pick(Comparisons)} {Expression(depth - 1)})"),
    };

    /// <summary>Values with statements or several expressions in them; they write to nothing but what they declare.</summary>
    private Node Sequenced(int depth)
    {
        var name = Name("x");
        var type = AnyType().Name;
        return random.Next(5) switch
        {
            0 => Node.Expression($"({Expression(depth - 1)}, {Expression(depth - 1)})"),
            1 when MayBranch() => Node.Expression($"({Expression(depth - 1)} ?: {Expression(depth - 1)})"),
            2 => Node.Expression($"({{ {type} {name} = {Expression(depth - 1)}; {name} {Pick(["+=", "^=", "-=", "|="])} {Expression(depth - 1)}; {name}; }})"),
            3 when MayBranch() => Node.Expression($"({{ {type} {name} = {Expression(depth - 1)}; if ({Expression(depth - 1)}) {name}{Pick(["++", "--"])}; {name}; }})"),
            _ => Node.Expression($"(__builtin_expect(!!({Expression(depth - 1)}), {Pick(["0", "1"])}) {Pick(["+", "|"])} {Expression(depth - 1)})"),
        };
    }

    /// <summary>An element of something without a name.</summary>
    private Node Element(int depth) => random.Next(4) switch
    {
        0 => Node.Fixed($"\"bpf\\0\\377\\x7f\" \"{random.Next(10)}\"[({Expression(depth - 1)}) & 7]"),
        1 => Node.Fixed($"((int [4]){{ {Expression(depth - 1)}, {Number()} }})[({Index()}) & 3]"),
        2 => Node.Literal(Pick(["sizeof(long)", "'A'", "'\\n'", "BLUE", "MINUS", "(sizeof(struct xdp_md) - 30)"])),
        _ => Node.Fixed($"(({{ union {{ unsigned int u; unsigned char c[4]; }} x = {{ .u = {Expression(depth - 1)} }}; x.c[({Index()}) & 3]; }}))"),
    };

    private Node Read()
    {
        var place = Pick(scope);
        var text = place.Make(Index);

        // gcc computes in the width of a long bit-field, clang in that of its type; a cast makes them agree.
        return place.FieldBits > 0 && place.Type.Bits == 64 ? Node.Expression($"(({place.Type.Name}){text})") : Node.Expression($"{text}");
    }

    /// <summary>For addresses that atomics and helpers take: on the stack the verifier wants them constant.</summary>
    private Node FixedIndex() => Node.Literal(random.Next(16).ToString(CultureInfo.InvariantCulture));

    /// <summary>Arrays of records with arrays take two; where there is little else to read, indices in indices would have no end.</summary>
    private Node Index()
    {
        if (Chance(30) || indices == IndexLimit)
        {
            return FixedIndex();
        }

        indices++;
        var index = Expression(1);
        indices--;
        return index;
    }
}
