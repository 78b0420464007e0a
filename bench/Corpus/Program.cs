// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using BpfSharp.Corpus;

if (args is ["--verdicts", var file])
{
    Libbpf.PrintVerdicts(file);
    return 0;
}

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

var work = options.Keep ?? Directory.CreateTempSubdirectory("bpfsharp-corpus").FullName;
var kernelHeader = Path.Combine(work, "vmlinux");
Directory.CreateDirectory(kernelHeader);
using (var dump = Process.Start(new ProcessStartInfo("bpftool", ["btf", "dump", "file", "/sys/kernel/btf/vmlinux", "format", "c"]) { RedirectStandardOutput = true })!)
{
    File.WriteAllText(Path.Combine(kernelHeader, "vmlinux.h"), dump.StandardOutput.ReadToEnd());
}

string[] system = [.. ((string[])["/usr/include/x86_64-linux-gnu", "/usr/include/aarch64-linux-gnu", "/usr/include"]).Where(Directory.Exists)];
string[] ours = (Environment.GetEnvironmentVariable("BPFSHARP") ?? Path.Combine(AppContext.BaseDirectory, "bpfsharp")).Split(' ');
string[] clang = (Environment.GetEnvironmentVariable("CLANG") ?? "clang").Split(' ');
List<Compiler> compilers = [new("clang", clang, options.Cpu, [kernelHeader], system), new("ours", [.. ours, "cc"], options.Cpu, [], system)];
if (options.WithHeader)
{
    compilers.Add(new Compiler("ours-header", [.. ours, "cc"], options.Cpu, [kernelHeader], system));
}

var rows = new List<Row>();
foreach (var unit in Unit.Find(options))
{
    var folder = Path.Combine(work, unit.Name.Replace('/', '.'));
    Directory.CreateDirectory(folder);
    var results = compilers.Select(c => c.Compile(unit, folder)).ToList();
    for (var round = 1; round < options.Repeat; round++)
    {
        for (var i = 0; i < results.Count; i++)
        {
            results[i] = results[i].Faster(compilers[i].Compile(unit, folder));
        }
    }

    if (options.Load)
    {
        results = [.. results.Select(static (r, i) => i < 2 && r.Object is { } o ? r with { Verdicts = Load(o) } : r)];
    }

    rows.Add(new Row(unit, results[0], results[1], results.Count > 2 ? results[2] : null));
    if (Console.IsErrorRedirected is false)
    {
        Console.Error.Write($"\r{rows.Count} {unit.Name}\x1b[K");
    }
}

Console.Error.WriteLine();
new Report(rows, options, string.Join(' ', clang)).Print();
if (options.Keep is null)
{
    Directory.Delete(work, recursive: true);
}

return rows.Any(static r => r.Clang.Object is not null && r.Ours.Object is null) ? 1 : 0;

// In a process of its own: what libbpf makes of a bad object must not end the run.
static Dictionary<string, Verdict> Load(string path)
{
    using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--verdicts", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    process.ErrorDataReceived += static (_, _) => { };
    process.BeginErrorReadLine();
    var verdicts = new Dictionary<string, Verdict>(StringComparer.Ordinal);
    foreach (var line in process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
    {
        var parts = line.Split('\t');
        if (parts.Length == 5)
        {
            verdicts[parts[0]] = new Verdict(Int(parts[1]), Int(parts[2]), Int(parts[3]), parts[4]);
        }
    }

    return verdicts;
}

static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
