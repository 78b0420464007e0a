// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using BpfSharp.Objects.Linking;
using BpfSharp.Tooling;

namespace BpfSharp.App;

/// <summary><c>bpfsharp link</c>: one object of several.</summary>
internal static class LinkCommand
{
    public const string Name = "link";

    private const string Usage = """
        Usage: bpfsharp link -o OUT.o A.o B.o...

        Makes one BPF object of several, ours or clang's: externs take the definitions of the other objects, strong definitions beat
        weak ones, sections of a name are joined, types merged, and maps that are declared in one object and defined in another compared.
        """;

    public static Command CreateForHelp() => new(Name, "Make one BPF object file of several");

    public static int Run(ReadOnlySpan<string> args)
    {
        string? output = null;
        var inputs = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "-h" or "--help":
                    Console.WriteLine(Usage);
                    return ExitCode.Success;
                case "-o" or "--output" when i + 1 < args.Length:
                    output = args[++i];
                    break;
                case ['-', _, ..] option:
                    return Complain($"'{option}' is not known, or lacks its value: link -o OUT.o A.o B.o...");
                default:
                    inputs.Add(args[i]);
                    break;
            }
        }

        return output is null ? Complain("-o OUT.o is missing") : inputs.Count == 0 ? Complain("no object to link") : Failures.Guard(Name, false, () => Link(output, inputs));
    }

    private static int Link(string output, List<string> inputs)
    {
        try
        {
            File.WriteAllBytes(output, ObjectLinker.Link(inputs.ConvertAll(path => new LinkInput(path, File.ReadAllBytes(path)))));
            return ExitCode.Success;
        }
        catch (FormatException fault)
        {
            Console.Error.WriteLine(fault.Message.StartsWith(Name + ": ", StringComparison.Ordinal) ? fault.Message : $"{Name}: {fault.Message}");
            return ExitCode.Usage;
        }
    }

    private static int Complain(string complaint)
    {
        Console.Error.WriteLine($"{Name}: {complaint}");
        return ExitCode.Usage;
    }
}
