// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Tests.Native;

// bpfsharp-tests [--machine] [--list] [FILTER…]: runs the tests whose full name contains one of the filters. --machine leaves out those that ask
// nothing of the machine, and those for the host only: they say the same everywhere. One line a test, parted by tabs: name, passed|failed|skipped, milliseconds, reason.
Generics.Keep();
var filters = args.Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToArray();
var failed = 0;
var tests = TestCase.All(machineOnly: args.Contains("--machine")).Where(t => filters.Length == 0 || filters.Any(f => t.Name.Contains(f, StringComparison.Ordinal)));
foreach (var test in tests)
{
    if (args.Contains("--list"))
    {
        Console.WriteLine(test.Name);
        continue;
    }

    var result = test.Run();
    failed += result.Outcome == Outcome.Failed ? 1 : 0;
    Console.WriteLine(string.Join('\t', test.Name, result.OutcomeName, result.Milliseconds.ToString(CultureInfo.InvariantCulture), result.Reason.ReplaceLineEndings(" ").Replace('\t', ' ')));
    if (result.Details.Length > 0)
    {
        Console.Error.WriteLine($"{test.Name}\n{result.Details}");
    }
}

return failed == 0 ? 0 : 1;
