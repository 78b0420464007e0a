// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Headers;

/// <param name="IfNotEnumerator">Stands in where the kernel's BTF lacks an enumerator of this name.</param>
/// <param name="Definition">What follows <c>#define</c>; null when there is no such macro.</param>
internal readonly record struct KernelMacro(MacroGroups Group, bool IfNotEnumerator, string? Definition);

/// <summary>Macros of the kernel's and of BPF's headers, which BTF does not have. Nothing is built: both look-ups are compiled switches.</summary>
internal static partial class KernelMacros
{
    public static KernelMacro Find(string name) => FindMacro(name);

    /// <summary>The groups a header brings; a "uapi/" in front makes no difference.</summary>
    public static MacroGroups GroupsOf(string header) =>
        FindHeader(header.StartsWith("uapi/", StringComparison.Ordinal) ? header[5..] : header);
}
