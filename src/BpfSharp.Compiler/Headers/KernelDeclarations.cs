// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Headers;

/// <param name="Order">Comes after those it is made of.</param>
/// <param name="IsRecord">A struct; else an inline function.</param>
/// <param name="Source">The header, and which kernel's where that matters.</param>
internal sealed record KernelDeclaration(int Order, bool IsRecord, string Source, string Text)
{
    /// <summary>The layout is one kernel's and may be another in the next.</summary>
    public bool IsAssumed => IsRecord && Source.Contains(" of Linux ", StringComparison.Ordinal);
}

/// <summary>What kernel headers declare and BTF lacks: inline functions, records of modules and of user space, second names of members.</summary>
/// <remarks>A declaration joins a program that mentions its name and does not define it; see <see cref="KernelPrelude"/>.</remarks>
internal static partial class KernelDeclarations
{
    public static KernelDeclaration? Find(string name) => FindDeclaration(name);
}
