// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Json;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;

namespace BpfSharp.Tooling;

/// <summary>Shows what a compilation had to say.</summary>
public static class CompileReport
{
    /// <summary>Writes all diagnostics; true when there is an object to go on with.</summary>
    public static bool Write(CompileResult result, TextWriter error, bool asJson = false)
    {
        if (asJson)
        {
            WriteJson(result, error);
        }
        else
        {
            WriteDiagnostics(result, error);
        }

        return result.Object is not null;
    }

    /// <summary>One array on one line, empty when there is nothing to say.</summary>
    private static void WriteJson(CompileResult result, TextWriter error)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            DiagnosticJson.Write(writer, result.Diagnostics, result.Sources);
        }

        error.WriteLine(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    public static void WriteDiagnostics(CompileResult result, TextWriter error)
    {
        if (result.Diagnostics.Count > 0)
        {
            error.Write(new DiagnosticRenderer(result.Sources, useColour: !Console.IsErrorRedirected).RenderAll(result.Diagnostics));
        }
    }
}
