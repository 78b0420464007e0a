// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>A C integer type.</summary>
internal sealed record Scalar(string Name, int Bits, bool IsSigned)
{
    public static Scalar Bool { get; } = new("_Bool", 8, false);

    public static Scalar[] Integers { get; } =
    [
        new("signed char", 8, true), new("unsigned char", 8, false), new("short", 16, true), new("unsigned short", 16, false),
        new("int", 32, true), new("unsigned int", 32, false), new("long", 64, true), new("unsigned long", 64, false),
        new("char", 8, true), new("unsigned long long", 64, false), new("enum color", 32, false), new("enum sign", 32, true),
    ];

    public static Scalar UnsignedChar => Integers[1];
    public static Scalar Int => Integers[4];
    public static Scalar UnsignedInt => Integers[5];
    public static Scalar Long => Integers[6];
    public static Scalar UnsignedLong => Integers[7];

    public bool IsEnum => Name.StartsWith("enum", StringComparison.Ordinal);
    public bool IsBool => Name == "_Bool";
}
