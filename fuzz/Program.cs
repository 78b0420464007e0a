// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Fuzz;
using BpfSharp.Fuzz.Judging;
using BpfSharp.Fuzz.Making;

// Exit 1 when an input did harm: an exception, the end of the process, more than 2 s of processor time (in proportion from 100,000 characters on), more than 500 MB.
const string Usage = """
    usage: fuzz SECONDS [SEED] [--seeds FOLDER]...   makes up inputs until the time is over
           fuzz FILE.c|FOLDER...                     tries the files again
           fuzz --make SEED NUMBER                   writes input NUMBER of SEED
           fuzz --phases FILE.c                      where the time of one compilation goes
           fuzz objects SECONDS [SEED [FOLDER]]      damages object files (eng/fuzz-objects)
    """;
var shrinkFor = TimeSpan.FromSeconds(40);
switch (args)
{
    case ["objects", ..]:
        return BpfSharp.Fuzz.Objects.ObjectFuzzing.Run(args.AsSpan(1));
    case ["--serve"]:
        Server.Serve();
        return 0;
    case ["--make", var ofSeed, var number]:
        Console.Write(new InputMaker(Seeds.Load([]), KernelNames.Load(), Parse(ofSeed)).Make(Parse(number)).Text);
        return 0;
    case ["--phases", var file]:
        using (var trial = new Trial())
        {
            trial.WritePhases(File.ReadAllText(file), Console.Out);
        }

        return 0;
    case [] or ["-h" or "--help"]:
        Console.Error.WriteLine(Usage);
        return 2;
}

var folder = Path.Combine(Seeds.Root, "artifacts", "fuzz");
if (!int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
{
    using var replay = new Session(folder, TimeSpan.Zero);
    foreach (var path in args.SelectMany(static a => Directory.Exists(a) ? Directory.GetFiles(a, "*.c").Order(StringComparer.Ordinal) : (IEnumerable<string>)[a]))
    {
        replay.Try(File.ReadAllText(path), Path.GetFileName(path));
    }

    return replay.Report();
}

var further = args.Zip(args.Skip(1)).Where(static p => p.First == "--seeds").Select(static p => p.Second).ToList();
var seed = args.Length > 1 && int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next(1_000_000);
Console.WriteLine($"seed {seed}");
using var session = new Session(folder, shrinkFor);
var inputs = new InputMaker(Seeds.Load(further), KernelNames.Load(), seed);
for (var i = 0; session.Elapsed.TotalSeconds < seconds; i++)
{
    var (kind, text) = inputs.Make(i);
    session.Try(text, $"{kind} {seed} {i}");
}

return session.Report();

static int Parse(string number) => int.Parse(number, CultureInfo.InvariantCulture);
