// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp;

/// <summary>Reads what programs print with bpf_trace_printk. Lines are shared by everything on the machine that traces, and each is read once.</summary>
public sealed class TracePipe : IDisposable
{
    private const int PipeTag = 0, WakeTag = 1;
    private readonly FileFd pipe;
    private readonly PollFd epoll;
    private readonly PollFd wake;
    private byte[] buffer = new byte[16 * 1024];
    private int length;

    private TracePipe(FileFd pipe, string path)
    {
        this.pipe = pipe;
        epoll = new PollFd(Demand(Epoll.Create(), path));
        wake = new PollFd(Demand(EventFd.Create(), path));
        Demand(Epoll.Add(epoll, pipe, PipeTag), path);
        Demand(Epoll.Add(epoll, wake, WakeTag), path);
    }

    /// <exception cref="BpfException">Tracefs is not mounted and cannot be, or may not be read.</exception>
    public static TracePipe Open()
    {
        if (Tracefs.Root is not { } root)
        {
            throw new BpfException("open", "trace pipe", Errno.ENOENT, "mount tracefs: mount -t tracefs tracefs /sys/kernel/tracing");
        }

        var path = root + "/trace_pipe";
        return new TracePipe(new FileFd(Demand(OpenFile.Path(path, OpenFile.O_RDONLY | OpenFile.O_NONBLOCK), path)), path);
    }

    /// <summary>Waits at most <paramref name="timeoutMs"/> (-1 for ever) for lines and hands over each one; returns how many.</summary>
    public int Poll(int timeoutMs, Action<TraceLine> handler)
    {
        var count = Drain(handler);
        if (count > 0)
        {
            return count;
        }

        Span<int> ready = stackalloc int[2];
        var result = Epoll.Wait(epoll, ready, timeoutMs);
        for (var i = 0; i < result; i++)
        {
            if (ready[i] == WakeTag)
            {
                EventFd.Reset(wake);
            }
        }

        return Drain(handler);
    }

    /// <summary>Makes a <see cref="Poll"/> that waits, or the next one, return at once.</summary>
    public void Wake() => _ = EventFd.Signal(wake);

    public void Dispose()
    {
        epoll.Dispose();
        wake.Dispose();
        pipe.Dispose();
    }

    private int Drain(Action<TraceLine> handler)
    {
        var lines = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var count = ReadFile.Into(pipe, buffer.AsSpan(length));
            if (count <= 0)
            {
                return lines;
            }

            length += count;
            lines += HandOverLines(handler);
        }
    }

    /// <summary>Whole lines go out; the beginning of the next one stays in the buffer.</summary>
    private int HandOverLines(Action<TraceLine> handler)
    {
        var lines = 0;
        var start = 0;
        for (int end; (end = buffer.AsSpan(start, length - start).IndexOf((byte)'\n')) >= 0; start += end + 1)
        {
            handler(TraceLine.Parse(Encoding.UTF8.GetString(buffer, start, end)));
            lines++;
        }

        buffer.AsSpan(start, length - start).CopyTo(buffer);
        length -= start;
        return lines;
    }

    private static int Demand(int result, string path) => result >= 0 ? result : throw Refusal.Of("open", path, result);
}
