// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tooling;

/// <summary>Reads the per-CPU array "lost", in which a program counts what it could not deliver, kind by kind.</summary>
public static class LossCounters
{
    /// <summary>Adds a remark for each kind that was counted: "3 records did not fit into the buffer".</summary>
    /// <param name="sentences">What follows the number, in the order of the C program's enum.</param>
    public static void Report(ToolSession session, params ReadOnlySpan<string> sentences)
    {
        var counters = session.Bpf.Map("lost").AsPerCpuArray<ulong>();
        for (var kind = 0; kind < sentences.Length; kind++)
        {
            var sum = 0UL;
            foreach (var count in counters[kind])
            {
                sum += count;
            }

            if (sum > 0)
            {
                session.Completeness.Remark($"{sum} {sentences[kind]}");
            }
        }
    }
}
