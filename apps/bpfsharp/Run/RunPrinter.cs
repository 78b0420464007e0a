// SPDX-License-Identifier: Apache-2.0
using System.Runtime.ExceptionServices;
using BpfSharp.Isa;
using BpfSharp.Objects;
using BpfSharp.Tooling.Output;

namespace BpfSharp.App;

/// <summary>Prints what a user's program sends, as it comes: printk lines and event records, each under one lock so that lines stay whole.</summary>
internal sealed class RunPrinter(BpfObject bpf, TextWriter output, OutputFormat format)
{
    private const int PollMs = 100;
    private const int TracePrintk = 6, TraceVprintk = 177; // BPF_FUNC_trace_printk, BPF_FUNC_trace_vprintk
    private readonly Lock printing = new();
    private ExceptionDispatchInfo? failure;

    /// <summary>Reads every event map and, when the program prints, the trace pipe, each on a thread of its own, until cancelled.</summary>
    /// <remarks>A thread that fails (the reader of our output has gone, say) ends them all; its exception is thrown here.</remarks>
    public void PrintUntil(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var threads = new List<Thread>();
        foreach (var map in bpf.Spec.Maps.Where(IsEventMap))
        {
            threads.Add(Start(() => ReadEvents(map, ended.Token), ended));
        }

        if (bpf.Spec.Programs.Any(Prints))
        {
            threads.Add(Start(() => ReadTracePipe(ended.Token), ended));
        }

        ended.Token.WaitHandle.WaitOne();
        foreach (var thread in threads)
        {
            thread.Join();
        }

        failure?.Throw();
    }

    private Thread Start(Action read, CancellationTokenSource ended)
    {
        var thread = new Thread(() =>
        {
            try
            {
                read();
            }
            catch (Exception thrown) when (thrown is not OutOfMemoryException)
            {
                failure ??= ExceptionDispatchInfo.Capture(thrown);
                ended.Cancel();
            }
        });
        thread.Start();
        return thread;
    }

    public void DumpMaps()
    {
        var dump = new MapDump(bpf, output, format);
        foreach (var map in bpf.Spec.Maps.Where(m => !IsEventMap(m) && m.InitialContents.Length == 0))
        {
            dump.Write(map);
        }

        output.Flush();
    }

    private static bool IsEventMap(MapSpec map) => map.Type is MapType.Ringbuf or MapType.PerfEventArray;

    private static bool Prints(ProgramSpec program) =>
        program.Instructions.Any(i => i.IsCall() && i.Source == (Register)PseudoCall.Helper && i.Immediate is TracePrintk or TraceVprintk);

    private void ReadEvents(MapSpec map, CancellationToken stop)
    {
        using var reader = bpf.OpenEvents(map.Name);
        using var wake = stop.Register(reader.Wake);
        var decoder = bpf.EventDecoder(map.Name);
        while (!stop.IsCancellationRequested)
        {
            if (reader.Poll(PollMs, (record, _) => Print(map, decoder, record)) > 0)
            {
                Flush();
            }
        }

        reader.Consume((record, _) => Print(map, decoder, record));
        Flush();
        if (reader.LostCount > 0)
        {
            Console.Error.WriteLine($"run: {reader.LostCount} records of '{map.Name}' were LOST: the buffer was full");
        }
    }

    private void Flush()
    {
        lock (printing)
        {
            output.Flush();
        }
    }

    private void Print(MapSpec map, RecordDecoder? decoder, ReadOnlySpan<byte> record)
    {
        var line = format == OutputFormat.Json ? RecordText.Json(map.Name, decoder, record) : RecordText.Plain(map.Name, decoder, record);
        lock (printing)
        {
            output.WriteLine(line);
        }
    }

    private void ReadTracePipe(CancellationToken stop)
    {
        using var pipe = TracePipe.Open();
        while (!stop.IsCancellationRequested)
        {
            pipe.Poll(PollMs, line =>
            {
                // A format that ends in a newline leaves an empty line behind the kernel's own.
                if (line.Raw.Length == 0)
                {
                    return;
                }

                lock (printing)
                {
                    output.WriteLine(line.Raw);
                    output.Flush();
                }
            });
        }
    }
}
