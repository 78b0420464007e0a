// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Btf.Printing;
using BpfSharp.Objects.Elf;
using BpfSharp.Tooling;
using BpfSharp.Tooling.Output;

namespace BpfSharp.App;

/// <summary><c>bpfsharp btf dump</c>: the types of a kernel, a module or an object as a list, as a C header or as JSON.</summary>
internal static class BtfCommand
{
    public const string Name = "btf";

    private const string Usage = """
        Usage: bpfsharp btf dump SOURCE [format raw|c|json] [root_id N]... [-B FILE] [-j|-p]

        Prints types. SOURCE is one of
          file PATH      BTF, or an ELF file with a section .BTF: an object, vmlinux, a kernel module
          id N           BTF in the kernel by its number; prog id N, map id N: what a loaded program or map carries
          vmlinux        the running kernel; or the name of one of its modules
          PATH           as file PATH
        and the format one of
          raw            a line for each type and each of its members, as bpftool prints them (default)
          c              a C header with the same types: vmlinux.h
          json           one object, as bpftool -j prints it; also -j, and -p for several lines
        With
          root_id N      C: only this type and what it needs; raw and JSON: only this type (repeatable)
          -B FILE        the types a module's continue (found by itself for files in /sys/kernel/btf)
        """;

    public static Command CreateForHelp() => new(Name, "Print the types of a kernel, module or object: a list, a C header (vmlinux.h) or JSON");

    public static int Run(ReadOnlySpan<string> args)
    {
        var arguments = BtfArguments.Parse(args);
        if (arguments.Help)
        {
            Console.WriteLine(Usage);
            return ExitCode.Success;
        }

        if (arguments.Error is not null)
        {
            Console.Error.WriteLine($"{Name}: {arguments.Error}");
            return ExitCode.Usage;
        }

        return Failures.Guard(Name, isVerbose: false, () => Dump(arguments));
    }

    private static int Dump(BtfArguments arguments)
    {
        try
        {
            var types = Open(arguments);
            if (arguments.Roots.Find(id => id >= (uint)types.Count) is > 0 and var missing)
            {
                Console.Error.WriteLine($"{Name}: root_id {missing}: there are {types.Count - 1} types");
                return ExitCode.Usage;
            }

            Write(types, arguments);
            return ExitCode.Success;
        }
        catch (FormatException damaged)
        {
            Console.Error.WriteLine($"{Name}: {damaged.Message}");
            return ExitCode.Usage;
        }
    }

    private static BtfTypes Open(BtfArguments arguments)
    {
        const string Folder = "/sys/kernel/btf";
        if (arguments.Owner is { } owner)
        {
            return KernelObjects.ReadTypes(owner switch
            {
                "prog" => KernelObjects.TypesOfProgram(arguments.OwnerId),
                "map" => KernelObjects.TypesOfMap(arguments.OwnerId),
                _ => arguments.OwnerId,
            });
        }

        var path = arguments.File!;
        var basePath = arguments.BaseFile
            ?? (Path.GetDirectoryName(Path.GetFullPath(path)) == Folder && Path.GetFileName(path) != "vmlinux" ? Path.Combine(Folder, "vmlinux") : null);
        var basis = basePath is null ? null : BtfFile.Read(File.ReadAllBytes(basePath), basePath);
        return BtfFile.Read(File.ReadAllBytes(path), path, basis);
    }

    private static void Write(BtfTypes types, BtfArguments arguments)
    {
        using var stream = new BufferedStream(ConsoleOutput.OpenStream(), 1 << 16);
        if (arguments.Format is BtfFormat.Json or BtfFormat.PrettyJson)
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = arguments.Format == BtfFormat.PrettyJson });
            BtfJson.Write(types, json, arguments.Roots);
            json.Flush();
            stream.WriteByte((byte)'\n');
            return;
        }

        using var output = new StreamWriter(stream);
        if (arguments.Format == BtfFormat.C)
        {
            CPrinter.Write(types, output, arguments.Roots);
        }
        else
        {
            BtfListing.Write(types, output, arguments.Roots);
        }
    }
}
