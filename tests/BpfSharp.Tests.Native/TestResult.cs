// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tests.Native;

internal enum Outcome
{
    Passed,
    Failed,
    Skipped,
}

/// <summary>What a test came to.</summary>
/// <param name="Reason">One line: why it was skipped or how it failed.</param>
/// <param name="Details">The exception with its stack; empty unless failed.</param>
internal sealed record TestResult(Outcome Outcome, long Milliseconds, string Reason, string Details)
{
    public string OutcomeName => Outcome switch
    {
        Outcome.Passed => "passed",
        Outcome.Failed => "failed",
        _ => "skipped",
    };
}
