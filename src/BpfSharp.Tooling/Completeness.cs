// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tooling;

/// <summary>What a tool saw and what it knows it missed, told in one line at its end.</summary>
public sealed class Completeness
{
    private readonly List<string> remarks = [];

    public long Records { get; set; }

    /// <summary>Records the kernel itself dropped (perf buffers).</summary>
    public long Lost { get; set; }

    /// <summary>Adds a shortfall, such as "3 opens LOST: too many at once".</summary>
    public void Remark(string text) => remarks.Add(text);

    public bool IsComplete => Lost == 0 && remarks.Count == 0;

    /// <summary>"1204 events; 3 records LOST: the buffer was full".</summary>
    public string Describe()
    {
        var seen = Records > 0 ? $"{Records} events" : "";
        var parts = new List<string> { IsComplete ? (Records > 0 ? seen + ", nothing lost" : "nothing lost") : seen };
        if (Lost > 0)
        {
            parts.Add($"{Lost} records LOST: the buffer was full");
        }

        parts.AddRange(remarks);
        return string.Join("; ", parts.Where(p => p.Length > 0));
    }
}
