// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BpfSharp.Fuzz.Judging;

/// <summary>The child process: takes inputs on standard input (length in bytes, then UTF-16), answers each with a line.</summary>
internal static class Server
{
    /// <summary>An input that ends the process, for testing that this is noticed.</summary>
    public const string Die = "\0die";

    public static void Serve()
    {
        using var trial = new Trial();
        using var input = Console.OpenStandardInput();
        Span<byte> header = stackalloc byte[4];
        while (input.ReadAtLeast(header, 4, throwOnEndOfStream: false) == 4)
        {
            var bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(header)];
            input.ReadExactly(bytes);
            var text = new string(MemoryMarshal.Cast<byte, char>(bytes));
            if (text == Die)
            {
                Environment.Exit(3);
            }

            Console.Out.WriteLine(trial.Run(text).ToLine());
            Console.Out.Flush();
        }
    }
}
