// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Corpus;

/// <param name="Object">Null when it does not compile.</param>
internal sealed record Compiled(MeasuredProcess.Usage Usage, string? Object, int Instructions, string Error)
{
    public IReadOnlyDictionary<string, Verdict> Verdicts { get; init; } = new Dictionary<string, Verdict>();

    public Compiled Faster(Compiled other) => other.Usage.CpuMs < Usage.CpuMs ? this with { Usage = other.Usage } : this;
}

/// <summary>What the kernel said about one program.</summary>
internal sealed record Verdict(int Error, long Verified, long Jited, string Reason)
{
    /// <summary>Refused before the verifier saw it: lockdown forbids this kind.</summary>
    public bool IsUnknown => Error == -1;
    public bool Loads => Error == 0;
}
