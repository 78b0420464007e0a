// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Library;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Objects;

/// <summary>cilium/ebpf, as Debian packages it, reads our objects: the same programs and maps come out as we put in.</summary>
public sealed class CiliumTests : IDisposable
{
    private const string Go = "/usr/bin/go", Library = "/usr/share/gocode/src/github.com/cilium/ebpf";

    private const string Reader = """
        package main

        import (
        	"fmt"
        	"os"
        	"sort"

        	"github.com/cilium/ebpf"
        )

        func main() {
        	for _, path := range os.Args[1:] {
        		spec, err := ebpf.LoadCollectionSpec(path)
        		if err != nil {
        			fmt.Printf("%s: %v\n", path, err)
        			os.Exit(1)
        		}
        		lines := []string{}
        		for name, program := range spec.Programs {
        			lines = append(lines, fmt.Sprintf("program %s %s %s", name, program.SectionName, program.License))
        		}
        		for name, m := range spec.Maps {
        			lines = append(lines, fmt.Sprintf("map %s %d %d %d %d", name, m.Type, m.KeySize, m.ValueSize, m.MaxEntries))
        		}
        		sort.Strings(lines)
        		for _, line := range lines {
        			fmt.Println(line)
        		}
        	}
        }
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("bpfsharp").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [SkippableFact]
    public void Our_objects_are_read_as_they_were_written()
    {
        var reader = BuildReader();
        var count = 0;
        foreach (var (name, spec) in Samples())
        {
            count++;
            var path = Path.Combine(directory, name + ".o");
            File.WriteAllBytes(path, ElfWriter.Write(spec));
            var (code, output) = Commands.Run(reader, path);
            Assert.True(code == 0, output);
            Assert.Equal(Expected(spec), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        // Without rights the formats of tracepoints cannot be read, which the tools name.
        Assert.True(count >= (File.Exists("/sys/kernel/btf/vmlinux") && Machine.IsRoot ? 4 : 1), $"{count} objects");
    }

    private static IEnumerable<(string Name, ObjectSpec Spec)> Samples()
    {
        yield return ("sample", SampleObject.Create());
        if (!File.Exists("/sys/kernel/btf/vmlinux"))
        {
            yield break;
        }

        using var target = KernelTarget.Running();
        var core = Repository.PathOf("tests", "matrix", "core");
        foreach (var path in (string[])[Path.Combine(core, "bcc.c"), .. Directory.GetFiles(Repository.PathOf("tools"), "*.bpf.c", SearchOption.AllDirectories)])
        {
            var options = new CompileOptions { RecordRelocations = true, IncludeDirectories = [core] };
            var result = CCompiler.Compile(File.ReadAllText(path), path, options, target.DescriptionFor(3));
            if (result.Object is { } compiled) // some tools want settings that their options make
            {
                yield return (Path.GetFileNameWithoutExtension(path), compiled);
            }
        }
    }

    private static List<string> Expected(ObjectSpec spec)
    {
        List<string> lines = [.. spec.Programs.Select(p => $"program {p.Name} {p.SectionName} {spec.License}"),
            .. spec.Maps.Select(m => $"map {m.Name} {(int)m.Type} {m.KeySize} {m.ValueSize} {m.MaxEntries}")];
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private string BuildReader()
    {
        Skip.IfNot(File.Exists(Go) && Directory.Exists(Library), "golang-go and golang-github-cilium-ebpf-dev are not installed");
        File.WriteAllText(Path.Combine(directory, "main.go"), Reader);
        var reader = Path.Combine(directory, "reader");
        var start = new ProcessStartInfo(Go, ["build", "-o", reader, "main.go"]) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("GO111MODULE", "off"), ("GOPATH", "/usr/share/gocode"), ("GOCACHE", Path.Combine(directory, "cache")), ("CGO_ENABLED", "0")])
        {
            start.Environment[name] = value;
        }

        using var build = Process.Start(start)!;
        var errors = build.StandardError.ReadToEnd();
        build.WaitForExit();
        Assert.True(build.ExitCode == 0, errors);
        return reader;
    }
}
