// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Differential.Generation;
using BpfSharp.Differential.Running;

namespace BpfSharp.Differential;

/// <summary>eng/differential [--seeds N] [--start S] [--out FOLDER] [--clang COMMAND]… [--jobs N] [--no-shrink] [--show]: exit status 1 when a program fails.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        var options = Options.Parse(arguments);
        if (options.Show)
        {
            Console.Write(ProgramGenerator.Generate(options.Start).ForBpf());
            return 0;
        }

        Directory.CreateDirectory(options.Output);
        var work = Directory.CreateTempSubdirectory("differential-").FullName;
        try
        {
            var failures = new Sweep(options, work).Run();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Seeds} programs, seeds {options.Start} to {options.Start + options.Seeds - 1}, {failures} failures"));
            return failures == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
