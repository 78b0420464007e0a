// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Running;

/// <summary>A generated program that does not compile.</summary>
internal sealed class CompileException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It would, were BPF's stack larger.</summary>
    public bool IsLimit { get; init; }
}
