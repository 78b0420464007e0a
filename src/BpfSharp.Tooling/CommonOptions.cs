// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using BpfSharp.Tooling.Output;

namespace BpfSharp.Tooling;

/// <summary>The options every tool has, whatever it traces.</summary>
public static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "print one JSON object a line" };
    public static readonly Option<bool> Csv = new("--csv") { Description = "print comma-separated values" };
    public static readonly Option<bool> DryRun = new("--dry-run") { Description = "compile, load, attach, detach and leave" };
    public static readonly Option<bool> ShowSource = new("--ebpf") { Description = "print the C program and leave" };
    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "print what is attached, and the verifier's full log when it refuses" };

    public static IReadOnlyList<Option> All { get; } = [Json, Csv, DryRun, ShowSource, Verbose];

    public static OutputFormat Format(ParseResult options) =>
        options.GetValue(Json) ? OutputFormat.Json : options.GetValue(Csv) ? OutputFormat.Csv : OutputFormat.Text;
}
