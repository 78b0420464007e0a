// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Tooling.Output;

/// <summary>Standard output without the console's encodings and locks: UTF-8, buffered; who writes rows flushes them.</summary>
public static class ConsoleOutput
{
    public static Stream OpenStream() => new StandardOutputStream();

    public static TextWriter Open() => new StreamWriter(OpenStream(), new UTF8Encoding(false), 4096) { AutoFlush = false };
}
