// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp;

/// <summary>
/// Standard output as tools need it, unbuffered. Unlike <see cref="FileStream"/> it writes where the last writer of a shared file stopped, so that
/// <c>{ echo a; tool; echo b; } &gt; file</c> keeps all lines; unlike the console's stream it tells when nobody reads any more.
/// </summary>
public sealed class StandardOutputStream : Stream
{
    private const int Descriptor = 1;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">The pipe is closed, or the disk is full.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (WriteFile.All(Descriptor, buffer) is var result and < 0)
        {
            throw new IOException(ErrnoText.Describe("write", "standard output", -result, null));
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
