// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Objects;

namespace BpfSharp.Tests.Library;

/// <summary>Objects that clang makes of C texts; the helpers' header is libbpf's.</summary>
internal static class ClangObject
{
    private const string Head = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        char LICENSE[] SEC("license") = "GPL";

        """;

    /// <summary>Skips the test without clang or libbpf's headers.</summary>
    public static byte[] Compile(string text, params string[] flags)
    {
        Skip.IfNot(File.Exists(Commands.Clang), "clang is not installed");
        Skip.IfNot(File.Exists("/usr/include/bpf/bpf_helpers.h"), "libbpf-dev is not installed");
        var folder = Directory.CreateTempSubdirectory("bpfsharp").FullName;
        try
        {
            var (source, compiled) = (Path.Combine(folder, "text.c"), Path.Combine(folder, "text.o"));
            File.WriteAllText(source, Head + text);
            var (code, output) = Commands.Run(
                Commands.Clang, ["-O2", "-g", "-target", "bpf", "-idirafter", "/usr/include/x86_64-linux-gnu", .. flags, "-c", source, "-o", compiled]);
            Assert.True(code == 0, output);
            return File.ReadAllBytes(compiled);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static ObjectSpec Read(string text, params string[] flags) => ElfReader.Read(Compile(text, flags), "text");

    public static BpfObject Load(string text, LoadOptions? options = null, params string[] flags)
    {
        var loaded = BpfObject.FromSpec(Read(text, flags));
        try
        {
            loaded.Load(options);
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }
}
