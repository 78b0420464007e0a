// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Kernel.Facts;

/// <summary>What uname -r says, and the number compared as LINUX_VERSION_CODE.</summary>
internal static class KernelRelease
{
    public static string Text { get; } = (ProcFile.TryReadText("/proc/sys/kernel/osrelease") ?? "0.0.0").Trim();
    public static int Code { get; } = Parse(Text);

    public static int Make(int major, int minor, int patch = 0) => (major << 16) | (minor << 8) | Math.Min(patch, 255);

    /// <summary>Reads "6.1.0-13-amd64", "5.10.199+" and the like; patch levels past 255 count as 255, as the kernel's own macro has it.</summary>
    public static int Parse(string release)
    {
        Span<int> numbers = stackalloc int[3];
        numbers.Clear();
        var at = 0;
        for (var i = 0; i < 3; i++)
        {
            var start = at;
            while (at < release.Length && char.IsAsciiDigit(release[at]))
            {
                at++;
            }

            _ = int.TryParse(release.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]);
            if (at >= release.Length || release[at] != '.')
            {
                break;
            }

            at++;
        }

        return Make(numbers[0], numbers[1], numbers[2]);
    }
}
