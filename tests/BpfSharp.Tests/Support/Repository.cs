// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace BpfSharp.Tests.Support;

/// <summary>Finds files of the source tree.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);
}
