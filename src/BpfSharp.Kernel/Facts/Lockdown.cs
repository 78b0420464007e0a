// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Kernel.Facts;

/// <summary>How far the kernel is locked down against root.</summary>
internal static class Lockdown
{
    /// <summary>"none", "integrity", "confidentiality", or null when securityfs does not say (it may be unmounted).</summary>
    public static string? State()
    {
        var text = ProcFile.TryReadText("/sys/kernel/security/lockdown");
        return text is null ? null : Parse(text);
    }

    /// <summary>The word in brackets of "none [integrity] confidentiality".</summary>
    public static string? Parse(string text)
    {
        var open = text.IndexOf('[', StringComparison.Ordinal);
        var close = text.IndexOf(']', StringComparison.Ordinal);
        return open >= 0 && close > open ? text[(open + 1)..close] : null;
    }
}
