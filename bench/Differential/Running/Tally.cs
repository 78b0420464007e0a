// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Globalization;

namespace BpfSharp.Differential.Running;

/// <summary>What a run came across besides failures, counted from several threads.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> counts = new();

    public void Add(string what) => counts.AddOrUpdate(what, 1, (_, old) => old + 1);

    public IEnumerable<string> Lines() =>
        counts.OrderByDescending(c => c.Value).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value,8}  {c.Key}"));
}
