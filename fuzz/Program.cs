// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Fuzz;

// fuzz SECONDS [SEED] | fuzz FILE.c…: compiles made-up texts until the time is over, or the files given. Exit 1 when one did harm.
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: fuzz SECONDS [SEED] | fuzz FILE.c ...");
    return 2;
}

using var harness = new Harness(Path.Combine(Corpus.Root, "artifacts", "fuzz"));
if (!int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
{
    foreach (var file in args)
    {
        harness.Try(File.ReadAllText(file), file);
    }

    return harness.Report();
}

var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Environment.TickCount;
Console.WriteLine($"seed {seed}");
var inputs = new InputMaker(Corpus.Load(), seed);
while (harness.Elapsed.TotalSeconds < seconds)
{
    var (kind, text) = inputs.Next();
    harness.Try(text, kind);
}

return harness.Report();
