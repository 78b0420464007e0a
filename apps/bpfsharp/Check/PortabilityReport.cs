// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Json;
using BpfSharp.Objects.Portability;

namespace BpfSharp.App;

/// <summary>A row per requirement and a column per kernel, then the reasons; or one JSON object.</summary>
internal static class PortabilityReport
{
    public static void WriteText(PortabilityResult result, TextWriter output, bool isVerbose)
    {
        var rows = result.Users.Keys.Where(r => isVerbose || result.Kernels.Any(k => k.Findings[r].Standing != Standing.Holds))
            .OrderBy(r => r.Kind).ThenBy(r => r.Name, StringComparer.Ordinal).ToList();
        if (rows.Count > 0)
        {
            WriteTable(result, rows, output);
            WriteReasons(result, rows, output);
        }

        foreach (var kernel in result.Kernels)
        {
            output.WriteLine($"{kernel.Kernel}: {Summary(kernel)}");
        }
    }

    public static void WriteJson(string file, IReadOnlyList<(string Name, string Path)> kernels, PortabilityResult result, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("file", file);
            writer.WriteStartArray("kernels");
            for (var i = 0; i < result.Kernels.Count; i++)
            {
                WriteKernel(writer, kernels[i].Path, result.Kernels[i], result);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteTable(PortabilityResult result, List<Requirement> rows, TextWriter output)
    {
        var kinds = rows.Max(r => Word(r.Kind).Length);
        var names = Math.Max(11, rows.Max(r => r.Name.Length));
        var line = new StringBuilder($"{"REQUIREMENT".PadRight(kinds + 1 + names)}");
        foreach (var kernel in result.Kernels)
        {
            line.Append("  ").Append(kernel.Kernel.PadRight(8));
        }

        output.WriteLine(line.ToString().TrimEnd());
        foreach (var row in rows)
        {
            line.Clear().Append($"{Word(row.Kind).PadRight(kinds)} {row.Name.PadRight(names)}");
            foreach (var kernel in result.Kernels)
            {
                line.Append("  ").Append(Word(kernel.Findings[row].Standing).PadRight(Math.Max(8, kernel.Kernel.Length)));
            }

            output.WriteLine(line.ToString().TrimEnd());
        }

        output.WriteLine();
    }

    private static void WriteReasons(PortabilityResult result, List<Requirement> rows, TextWriter output)
    {
        foreach (var kernel in result.Kernels)
        {
            foreach (var row in rows)
            {
                if (kernel.Findings[row] is { Standing: not Standing.Holds } finding)
                {
                    var users = result.Users[row].Count == 0 ? "" : $" ({string.Join(", ", result.Users[row])})";
                    output.WriteLine($"{kernel.Kernel}: {Word(row.Kind)} {row.Name}{users}: {finding.Reason}");
                }
            }
        }

        if (rows.Exists(r => result.Kernels.Any(k => k.Findings[r].Standing != Standing.Holds)))
        {
            output.WriteLine();
        }
    }

    private static string Summary(KernelFindings kernel)
    {
        var counts = kernel.Findings.Values.CountBy(f => f.Standing).ToDictionary();
        var text = new StringBuilder($"{counts.GetValueOrDefault(Standing.Holds)} of {kernel.Findings.Count} requirements hold");
        foreach (var (standing, words) in new[] { (Standing.Missing, "missing"), (Standing.Optional, "absent that the object can do without"), (Standing.Unknown, "that types do not tell") })
        {
            if (counts.TryGetValue(standing, out var count))
            {
                text.Append($", {count} {words}");
            }
        }

        return text.ToString();
    }

    private static void WriteKernel(Utf8JsonWriter writer, string path, KernelFindings kernel, PortabilityResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("name", kernel.Kernel);
        writer.WriteString("btf", path);
        writer.WriteBoolean("fit", kernel.IsFit);
        writer.WriteStartArray("requirements");
        foreach (var (requirement, finding) in kernel.Findings.OrderBy(f => f.Key.Kind).ThenBy(f => f.Key.Name, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", Word(requirement.Kind));
            writer.WriteString("name", requirement.Name);
            writer.WriteString("status", Word(finding.Standing));
            if (finding.Reason.Length > 0)
            {
                writer.WriteString("reason", finding.Reason);
            }

            writer.WriteStartArray("programs");
            foreach (var user in result.Users[requirement])
            {
                writer.WriteStringValue(user);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Word(RequirementKind kind) => kind switch
    {
        RequirementKind.StructOps => "struct_ops",
        RequirementKind.MapType => "map type",
        RequirementKind.ProgramType => "program type",
        RequirementKind.AttachType => "attach type",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Word(Standing standing) => standing switch
    {
        Standing.Holds => "ok",
        Standing.Optional => "absent",
        Standing.Missing => "MISSING",
        _ => "unknown",
    };
}
