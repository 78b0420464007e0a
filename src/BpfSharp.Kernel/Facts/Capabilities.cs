// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Kernel.Facts;

/// <summary>Effective capabilities of this process. CAP_SYS_ADMIN stands in for CAP_BPF and CAP_PERFMON, which exist since 5.8.</summary>
internal readonly record struct Capabilities(ulong Effective)
{
    private const int CAP_NET_ADMIN = 12, CAP_SYS_ADMIN = 21, CAP_PERFMON = 38, CAP_BPF = 39;

    public bool SysAdmin => Has(CAP_SYS_ADMIN);
    public bool Bpf => Has(CAP_BPF) || SysAdmin;
    public bool Perfmon => Has(CAP_PERFMON) || SysAdmin;
    public bool NetAdmin => Has(CAP_NET_ADMIN);

    public static Capabilities Current() => Parse(ProcFile.TryReadText("/proc/self/status") ?? "");

    public static Capabilities Parse(string status)
    {
        const string Label = "CapEff:";
        var at = status.IndexOf(Label, StringComparison.Ordinal);
        if (at < 0)
        {
            return default;
        }

        var rest = status.AsSpan(at + Label.Length);
        var end = rest.IndexOf('\n');
        return ulong.TryParse((end < 0 ? rest : rest[..end]).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
            ? new Capabilities(bits)
            : default;
    }

    private bool Has(int capability) => (Effective >> capability & 1) != 0;
}
