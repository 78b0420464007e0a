// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BpfSharp.Tooling.Output;

/// <summary>Standard output without the console's encodings and locks: UTF-8, buffered; who writes rows flushes them.</summary>
public static class ConsoleOutput
{
    private const int StandardOutput = 1;

    // The console's own stream keeps quiet about a closed pipe, and "| head -1" would never end us.
    public static Stream OpenStream() => new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    public static TextWriter Open() => new StreamWriter(OpenStream(), new UTF8Encoding(false), 4096) { AutoFlush = false };
}
