// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Fuzz.Making;

namespace BpfSharp.Fuzz.Objects;

/// <summary>fuzz objects SECONDS [SEED [FOLDER]]: damaged object files and BTF until the time is over. FOLDER holds more objects to damage, such as clang's.</summary>
internal static class ObjectFuzzing
{
    public static int Run(ReadOnlySpan<string> args)
    {
        if (args.Length is 0 or > 3 || !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            Console.Error.WriteLine("usage: fuzz objects SECONDS [SEED [FOLDER]]");
            return 2;
        }

        var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Environment.TickCount;
        var samples = ObjectSamples.Load(args.Length > 2 ? args[2] : null);
        Console.WriteLine($"seed {seed}, {samples.Count} samples");
        using var harness = new ObjectHarness(Path.Combine(Seeds.Root, "artifacts", "fuzz"));
        var damage = new ObjectDamage(samples, new Random(seed));
        while (harness.Elapsed.TotalSeconds < seconds)
        {
            harness.Try(damage.Next());
        }

        return harness.Report();
    }
}
