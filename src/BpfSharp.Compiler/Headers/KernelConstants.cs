// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Compiler.Headers;

/// <summary>Constants that the kernel's headers #define and that BTF therefore lacks.</summary>
/// <remarks>
/// Unlike <see cref="KernelMacros"/> they do not replace tokens: a name that nothing else declares means the constant, so that a program's own
/// enumerator or variable of the same name wins whichever headers it includes.
/// </remarks>
internal static partial class KernelConstants
{
    /// <summary>The value as C writes it; null when there is no such constant.</summary>
    public static string? Find(string name)
    {
        Span<byte> key = stackalloc byte[64];
        if (name.Length >= key.Length || !Encoding.ASCII.TryGetBytes(name, key, out var length))
        {
            return null;
        }

        key[length++] = (byte)' ';
        key = key[..length];
        var rows = Rows;
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            // Starts of lines are what is compared: the last one at or before the middle.
            var start = rows[..((low + high) / 2)].LastIndexOf((byte)'\n') + 1;
            var row = rows[start..];
            row = row[..row.IndexOf((byte)'\n')];
            if (row.StartsWith(key))
            {
                return Encoding.ASCII.GetString(row[length..]);
            }

            if (row.SequenceCompareTo(key) < 0)
            {
                low = start + row.Length + 1;
            }
            else
            {
                high = start;
            }
        }

        return null;
    }
}
