// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Tests.Library;

/// <summary>Other people's programs: BPFSHARP_LIBBPF_TOOLS names a checkout of bcc's libbpf-tools.</summary>
[Collection("kernel objects")]
public class LibbpfToolsTests
{
    /// <summary>What clang's objects of these programs cannot do on some kernels either.</summary>
    private static readonly string[] Refusable = ["tcppktlat"];

    [SkippableFact]
    public void Every_program_compiles_and_loads_from_its_object_file()
    {
        var folder = Environment.GetEnvironmentVariable("BPFSHARP_LIBBPF_TOOLS");
        Skip.If(string.IsNullOrEmpty(folder), "set BPFSHARP_LIBBPF_TOOLS to a checkout of bcc's libbpf-tools");
        Needs.Kernel(5, 14);
        using var target = KernelTarget.Running();
        var failures = new List<string>();
        foreach (var file in Directory.GetFiles(folder!, "*.bpf.c").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file)[..^6];
            var options = new CompileOptions
            {
                Dialect = BpfSharp.Compiler.Dialect.Libbpf, IncludeDirectories = [folder!], Defines = ["__TARGET_ARCH_x86"], RecordRelocations = true, SuppressWarnings = true,
            };
            var result = CCompiler.Compile(File.ReadAllText(file), file, options, target.DescriptionFor(3));
            if (result.Object is null)
            {
                failures.Add($"{name}: {result.Diagnostics[0].Message}");
                continue;
            }

            failures.AddRange(Load(name, ElfWriter.Write(result.Object)));
        }

        Assert.Equal([], failures);
    }

    private static List<string> Load(string name, byte[] elf)
    {
        var failures = new List<string>();
        var programs = ElfReader.Read(elf, name).Programs.Select(p => p.Name).ToList();
        foreach (var program in programs)
        {
            var spec = ElfReader.Read(elf, name);
            foreach (var map in spec.Maps)
            {
                // The tools' own loaders give these sizes at run time.
                map.MaxEntries = map.MaxEntries == 0 && map.Type != BpfSharp.Objects.MapType.PerfEventArray ? 64 : map.MaxEntries;
                map.ValueSize = map.Type == BpfSharp.Objects.MapType.StackTrace && map.ValueSize == 0 ? 127 * 8 : map.ValueSize;
            }

            try
            {
                using var loaded = BpfObject.FromSpec(spec);
                loaded.Load(new LoadOptions { SkippedPrograms = programs.Where(p => p != program).ToList() });
            }
            catch (VerifierException refusal) when (!Refusable.Contains(name))
            {
                failures.Add($"{name}:{program}: {refusal.Message}");
            }
            catch (BpfException)
            {
                // Functions and features that this kernel does not have are no fault of the compiler.
            }
        }

        return failures;
    }
}
