// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Differential.Generation;
using BpfSharp.Differential.Running;

namespace BpfSharp.Differential;

/// <summary>eng/differential [--seeds N] [--start S] [--out FOLDER] [--clang COMMAND]… [--jobs N] [--no-shrink] [--show]: exit status 1 when one fails that gcc gives a result of.</summary>
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
            return new Sweep(options, work).Run() ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
