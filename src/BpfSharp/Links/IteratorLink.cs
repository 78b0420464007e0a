// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Links;

/// <summary>An attached iterator.</summary>
internal sealed class IteratorLink(string description, BpfFd link) : FdLink(description, link)
{
    /// <summary>Runs the program over all objects and returns what it wrote.</summary>
    public byte[] Read()
    {
        var result = LinkCalls.CreateIterator(Handle);
        if (result < 0)
        {
            throw Refusal.Of("run", Description, result);
        }

        using var run = new BpfFd(result);
        using var output = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var count = ReadFile.Into(run, buffer);
            if (count < 0)
            {
                throw Refusal.Of("read", Description, count);
            }

            if (count == 0)
            {
                return output.ToArray();
            }

            output.Write(buffer, 0, count);
        }
    }
}
