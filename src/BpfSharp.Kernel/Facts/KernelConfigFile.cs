// SPDX-License-Identifier: Apache-2.0
using System.IO.Compression;
using System.Text;

namespace BpfSharp.Kernel.Facts;

/// <summary>The options the running kernel was built with. Read once, when first asked.</summary>
internal sealed class KernelConfigFile
{
    private readonly byte[] text;

    private KernelConfigFile(byte[] text) => this.text = text;

    /// <summary>From /proc/config.gz or /boot; null when neither is there.</summary>
    public static KernelConfigFile? Open()
    {
        if (ProcFile.TryReadBytes("/proc/config.gz") is { } packed)
        {
            using var stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            stream.CopyTo(plain);
            return new KernelConfigFile(plain.ToArray());
        }

        var file = ProcFile.TryReadBytes("/boot/config-" + KernelRelease.Text) ?? ProcFile.TryReadBytes($"/lib/modules/{KernelRelease.Text}/config");
        return file is null ? null : new KernelConfigFile(file);
    }

    public static KernelConfigFile FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>"y", "m", a number, or a string without its quotes; null when not set.</summary>
    public string? Find(string option)
    {
        var needle = Encoding.UTF8.GetBytes(option + "=");
        ReadOnlySpan<byte> rest = text;
        while (true)
        {
            var at = rest.IndexOf(needle);
            if (at < 0)
            {
                return null;
            }

            var value = rest[(at + needle.Length)..];
            if (at == 0 || rest[at - 1] == '\n')
            {
                var end = value.IndexOf((byte)'\n');
                return Encoding.UTF8.GetString(end < 0 ? value : value[..end]).Trim().Trim('"');
            }

            rest = value;
        }
    }
}
