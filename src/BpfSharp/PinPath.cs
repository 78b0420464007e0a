// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Facts;

namespace BpfSharp;

/// <summary>Gets the place of a pin ready.</summary>
internal static class PinPath
{
    public const string Remedy = "the path must be new and lie on a BPF file system, such as /sys/fs/bpf, without dots in its last part";

    /// <summary>Mounts the BPF file system and makes the folders; what fails here shows when the kernel refuses the pin.</summary>
    public static string Prepare(string path)
    {
        _ = Bpffs.Root();
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The pin itself will say why.
        }

        return path;
    }
}
