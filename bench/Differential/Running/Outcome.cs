// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Running;

/// <summary>What one way of running a program gave: a checksum, or why there is none.</summary>
internal readonly record struct Outcome(int Value, string? Failure)
{
    public bool IsValue => Failure is null;

    public static Outcome Of(int value) => new(value, null);

    public static Outcome Failed(string why) => new(0, why);

    public override string ToString() => Failure ?? Value.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
}
