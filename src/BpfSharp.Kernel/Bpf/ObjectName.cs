// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace BpfSharp.Kernel.Bpf;

/// <summary>char[BPF_OBJ_NAME_LEN]: 15 characters of letters, digits, '_' and '.', then NUL.</summary>
[InlineArray(Length)]
internal struct ObjectName
{
    public const int Length = 16;
    private byte first;

    /// <summary>Cuts to 15 characters; what the kernel would refuse becomes '_'.</summary>
    public static ObjectName From(string text)
    {
        var name = default(ObjectName);
        for (var i = 0; i < Math.Min(text.Length, Length - 1); i++)
        {
            name[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] == '.' ? (byte)text[i] : (byte)'_';
        }

        return name;
    }

    public override readonly string ToString()
    {
        ReadOnlySpan<byte> bytes = this;
        var end = bytes.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
