// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace BpfSharp.App;

internal static class AppVersion
{
    /// <summary>The version from Directory.Build.props.</summary>
    public static string Text { get; } = typeof(AppVersion).Assembly.GetName().Version?.ToString(3) ?? "";
}
