// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Vm;
using Kind = BpfSharp.Compiler.Dialect;

namespace BpfSharp.Tests.Compiler.Codegen;

/// <summary>Switches become search trees that find each case, whatever its sign and width, on every level of the instruction set.</summary>
public class SwitchTests
{
    private static readonly long[] Narrow = [int.MinValue, -70_000, -2, -1, 0, 1, 5, 127, 128, 70_000, int.MaxValue];
    private static readonly long[] Wide = [long.MinValue, -5_000_000_000, int.MinValue, -1, 0, 1, int.MaxValue, 0x8000_0000, 0xffff_ffff, 5_000_000_000, long.MaxValue];

    public static TheoryData<string, int> TypesAndLevels()
    {
        var data = new TheoryData<string, int>();
        foreach (var type in new[] { "int", "unsigned", "long", "unsigned long", "short", "unsigned char" })
        {
            foreach (var level in new[] { 1, 2, 3, 4 })
            {
                data.Add(type, level);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(TypesAndLevels))]
    public void Every_case_is_found(string type, int level)
    {
        var numbers = type switch
        {
            "long" or "unsigned long" => Wide,
            "short" => [short.MinValue, -300, -1, 0, 1, 300, short.MaxValue],
            "unsigned char" => [0, 1, 2, 100, 127, 128, 255],
            _ => Narrow,
        };
        var machine = new BpfMachine(Compile(type, numbers, level));
        for (var i = 0; i < numbers.Length; i++)
        {
            Assert.Equal((numbers[i], (ulong)i + 1), (numbers[i], Run(machine, numbers[i])));
            Assert.Equal((numbers[i], 0ul), (numbers[i], Run(machine, numbers[i] ^ 16)));
        }
    }

    [Fact]
    public void Levels_without_32_bit_jumps_compare_what_was_read_as_it_is()
    {
        var code = Compile("unsigned short", [8, 16, 24, 32, 40, 48, 56, 64, 72], 2).Programs[0].Instructions;
        Assert.DoesNotContain(code, static i => i.Opcode is 0xc7 or 0xcf); // arithmetic shift right: sign extension
    }

    private static ulong Run(BpfMachine machine, long value)
    {
        var context = new byte[8];
        BitConverter.TryWriteBytes(context, value);
        return machine.Run("f", context);
    }

    private static ObjectSpec Compile(string type, long[] numbers, int level)
    {
        var text = new StringBuilder($"__attribute__((section(\"xdp\"), used)) int f({type} *ctx) {{ switch (*ctx) {{ ");
        for (var i = 0; i < numbers.Length; i++)
        {
            // The smallest number has no name in C.
            text.Append(CultureInfo.InvariantCulture, $"case ({type})0x{numbers[i]:x}: return {i + 1}; ");
        }

        var result = CCompiler.Compile(text + "} return 0; }", "test.c", new CompileOptions { Dialect = Kind.Libbpf }, new TargetDescription { IsaLevel = level });
        Assert.Empty(result.Diagnostics);
        return result.Object!;
    }
}
