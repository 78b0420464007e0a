// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Json;
using BpfSharp.Compiler.Diagnostics;

namespace BpfSharp.App;

/// <summary>Prints what <see cref="Checker"/> found: a table for people, or a JSON object per file on a line of its own.</summary>
internal static class CheckReport
{
    public static void WriteText(FileCheck check, TextWriter output, bool isVerbose)
    {
        var width = Math.Max(7, check.Programs.Count == 0 ? 0 : check.Programs.Max(p => p.Program.Name.Length));
        if (check.Programs.Count > 0)
        {
            output.WriteLine($"{"PROGRAM".PadRight(width)} {"TYPE",-17} {"INSNS",6} {"VERDICT",-8} {"VERIFIED",8} {"JITED",6} REASON");
        }

        foreach (var program in check.Programs)
        {
            var place = program.Location is null ? "" : program.Location + ": ";
            output.WriteLine(($"{program.Program.Name.PadRight(width)} {TypeName(program),-17} {program.Program.Instructions.Length,6} "
                + $"{Name(program.Verdict),-8} {program.VerifiedInstructions,8} {program.JitedBytes,6} {place}{program.Reason}").TrimEnd());
            if (isVerbose && program.Log.Length > 0)
            {
                output.WriteLine(program.Log);
            }
        }

        if (check.Failure is not null)
        {
            output.WriteLine($"{check.File}: {check.Failure}");
        }
    }

    public static void WriteJson(FileCheck check, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("file", check.File);
            writer.WriteBoolean("valid", check.IsValid);
            if (check.Failure is not null)
            {
                writer.WriteString("failure", check.Failure);
            }

            if (check.Compilation is { } compilation)
            {
                writer.WritePropertyName("diagnostics");
                DiagnosticJson.Write(writer, compilation.Diagnostics, compilation.Sources);
            }

            writer.WriteStartArray("programs");
            foreach (var program in check.Programs)
            {
                WriteProgram(writer, program);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteProgram(Utf8JsonWriter writer, ProgramCheck program)
    {
        writer.WriteStartObject();
        writer.WriteString("name", program.Program.Name);
        writer.WriteString("type", TypeName(program));
        writer.WriteNumber("instructions", program.Program.Instructions.Length);
        writer.WriteString("verdict", Name(program.Verdict));
        writer.WriteNumber("verified", program.VerifiedInstructions);
        writer.WriteNumber("jitedBytes", program.JitedBytes);
        if (program.Reason.Length > 0)
        {
            writer.WriteString("reason", program.Reason);
            writer.WriteNumber("errno", program.Errno);
        }

        if (program.Location is not null)
        {
            writer.WriteString("location", program.Location);
        }

        writer.WriteEndObject();
    }

    /// <summary>As --as takes it: RawTracepoint is raw_tracepoint.</summary>
    private static string TypeName(ProgramCheck program)
    {
        var name = new StringBuilder();
        foreach (var letter in program.Program.Type.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }

    private static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Loaded => "loaded",
        Verdict.Refused => "refused",
        _ => "skipped",
    };
}
