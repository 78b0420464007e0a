// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Tests.Support;

/// <summary>The kernels of eng/vm, where they have been fetched: their types without starting them.</summary>
internal static class KernelImages
{
    public static readonly string[] Names = ["5.10", "6.1", "6.12", "newest"];

    /// <summary>Path of the kernel's BTF; skips the test when the kernel is not unpacked here.</summary>
    public static string BtfOf(string name)
    {
        Skip.IfNot(File.Exists(Repository.PathOf("artifacts", "vm", "kernels", name, "version")), $"kernel {name} has not been fetched: eng/vm/kernel {name}");
        var (code, output) = Objects.Commands.Run(Repository.PathOf("eng", "vm", "btf"), name);
        Skip.IfNot(code == 0, $"kernel {name}: {output}");
        return output.Trim();
    }

    public static BtfTypes TypesOf(string name) => BtfTypes.Parse(File.ReadAllBytes(BtfOf(name)));

    /// <summary>A module of the kernel with types of its own.</summary>
    public static string ModuleOf(string name) =>
        Directory.EnumerateFiles(Repository.PathOf("artifacts", "vm", "kernels", name, "lib"), "*.ko", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
}
