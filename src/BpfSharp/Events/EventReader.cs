// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp;

/// <summary>Reads the records programs send, from a ring buffer or per-CPU perf buffers. For one thread at a time, but for <see cref="Wake"/>.</summary>
/// <remarks>Reading allocates nothing per record. Keep the map alive while reading.</remarks>
public abstract class EventReader : IDisposable
{
    private const int WakeTag = -1, MostReady = 64;
    private readonly PollFd epoll;
    private readonly PollFd wake;

    private protected EventReader(BpfMap map)
    {
        Map = map;
        epoll = new PollFd(Demand(Epoll.Create()));
        wake = new PollFd(Demand(EventFd.Create()));
        Demand(Epoll.Add(epoll, wake, WakeTag));
    }

    public BpfMap Map { get; }

    /// <summary>Records handed over so far.</summary>
    public long ReadCount { get; private protected set; }

    /// <summary>Records the kernel says it dropped because the buffer was full; always 0 when <see cref="KnowsLoss"/> is false.</summary>
    public abstract long LostCount { get; }

    /// <summary>False for ring buffers: only the program that failed to reserve knows, and must count in a map.</summary>
    public abstract bool KnowsLoss { get; }

    /// <summary>Waits at most <paramref name="timeoutMs"/> (-1 for ever) until there are records, hands over all there are, and returns how many.</summary>
    /// <remarks>Returns 0 at the time-out, when a signal comes, or after <see cref="Wake"/>.</remarks>
    public int Poll(int timeoutMs, RecordHandler handler)
    {
        Span<int> ready = stackalloc int[MostReady];
        var count = Epoll.Wait(epoll, ready, timeoutMs);
        if (count < 0)
        {
            return count == -Errno.EINTR ? 0 : throw Refusal.Of("wait for events of", Map.Name, count);
        }

        var read = 0;
        foreach (var tag in ready[..count])
        {
            if (tag == WakeTag)
            {
                EventFd.Reset(wake);
            }
            else
            {
                read += ConsumeOne(tag, handler);
            }
        }

        return read;
    }

    /// <summary>Hands over what is there now without waiting.</summary>
    public abstract int Consume(RecordHandler handler);

    /// <summary>Makes a <see cref="Poll"/> that waits, or the next one, return at once. From any thread or signal handler.</summary>
    public void Wake() => _ = EventFd.Signal(wake);

    public void Dispose()
    {
        Release();
        epoll.Dispose();
        wake.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads the buffer a tag stands for.</summary>
    private protected abstract int ConsumeOne(int tag, RecordHandler handler);

    private protected abstract void Release();

    private protected void Watch(KernelFd buffer, int tag) => Demand(Epoll.Add(epoll, buffer, tag));

    private protected int Demand(int result) => result >= 0 ? result : throw Refusal.Of("open events of", Map.Name, result);
}
