// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace BpfSharp.Fuzz.Judging;

/// <summary>The compiler in a process of its own, whose heap the runtime limits: whatever an input does to it, this process lives on and can say which input it was.</summary>
internal sealed class Subject : IDisposable
{
    private const long KillAfterCpuMs = 20_000;
    private const long KillAfterWallMs = 240_000;
    private const int PollMs = 500;
    private Process? process;

    public Verdict Try(string text)
    {
        process ??= Start();
        var cpu = process.TotalProcessorTime.TotalMilliseconds;
        var answer = Ask(process, text);
        for (var clock = Stopwatch.StartNew(); !answer.Wait(PollMs);)
        {
            var spent = process.HasExited ? 0 : (long)(process.TotalProcessorTime.TotalMilliseconds - cpu);
            if (spent > KillAfterCpuMs || clock.ElapsedMilliseconds > KillAfterWallMs)
            {
                End();
                return new Verdict($"hang: ended after {spent} ms", spent, 0, false);
            }
        }

        if (answer.Result is { } line)
        {
            return Verdict.Parse(line);
        }

        process.WaitForExit();
        var code = process.ExitCode;
        End();
        return new Verdict($"death: exit code {code}{(code == 134 ? " (stack overflow or failed assertion)" : "")}", 0, 0, false);
    }

    public void Dispose() => End();

    private static async Task<string?> Ask(Process process, string text)
    {
        var bytes = MemoryMarshal.AsBytes(text.AsSpan()).ToArray();
        var header = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(header, bytes.Length);
        try
        {
            var stream = process.StandardInput.BaseStream;
            await stream.WriteAsync(header).ConfigureAwait(false);
            await stream.WriteAsync(bytes).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            return null; // it died while reading
        }

        return await process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(Subject).Assembly.Location);
        start.ArgumentList.Add("--serve");
        start.Environment["DOTNET_GCHeapHardLimit"] = (Verdict.PeakLimitMb << 20).ToString("x");
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCHeapCount"] = "1";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { }; // the runtime prints whole stacks of overflows
        process.BeginErrorReadLine();
        return process;
    }

    private void End()
    {
        if (process is { } child)
        {
            process = null;
            if (!child.HasExited)
            {
                child.Kill();
                child.WaitForExit();
            }

            child.Dispose();
        }
    }
}
