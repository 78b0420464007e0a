// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Fuzz.Judging;

/// <summary>What came of one input.</summary>
/// <param name="Fault">Null when the compiler did as it should; the part before the first ':' names the kind.</param>
/// <param name="CpuMs">Processor time of the compiling thread.</param>
/// <param name="PeakMb">The most memory the process held at once, all of it.</param>
internal readonly record struct Verdict(string? Fault, long CpuMs, long PeakMb, bool MadeObject)
{
    private const long BaseLimitMs = 2000;
    private const int BaseLength = 100_000;

    /// <summary>For the whole process, and enforced for its managed heap by the runtime.</summary>
    public const long PeakLimitMb = 500;

    /// <summary>Two seconds, which is what the longest programs people write take many times over; beyond their length, in proportion.</summary>
    public static long CpuLimitMs(int length) => BaseLimitMs * Math.Max(length, BaseLength) / BaseLength;

    public string Kind => Fault?.Split(':')[0] ?? "";

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{CpuMs}\t{PeakMb}\t{(MadeObject ? 1 : 0)}\t{Fault?.ReplaceLineEndings(" ")}");

    public static Verdict Parse(string line)
    {
        var parts = line.Split('\t', 4);
        return new Verdict(parts[3].Length == 0 ? null : parts[3], long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2] == "1");
    }
}
