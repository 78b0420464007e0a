// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Core;

/// <summary>Names as CO-RE compares them.</summary>
internal static class CoreNames
{
    /// <summary>The name without its flavour: "task_struct___old" is a program's version of task_struct.</summary>
    public static string Essential(string name) => name.IndexOf("___", StringComparison.Ordinal) is > 0 and var at ? name[..at] : name;
}
