// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Links;

/// <summary>Finds the file behind a bare name: libraries where the loader looks, programs where the shell does.</summary>
internal static class UserBinary
{
    /// <summary>The name itself when it has a folder or is found nowhere.</summary>
    public static string Locate(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return name;
        }

        var isLibrary = name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal);
        var folders = isLibrary
            ? Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") + ":/usr/lib64:/usr/lib:/usr/lib/" + Triplet + ":/lib/" + Triplet
            : Environment.GetEnvironmentVariable("PATH") + ":/usr/bin:/usr/sbin";
        return folders.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists) ?? name;
    }

    /// <summary>Debian's folder of an architecture's libraries.</summary>
    private static string Triplet => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64-linux-gnu",
        _ => "x86_64-linux-gnu",
    };
}
