// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Library;

/// <summary>Iterators write a line for each object, and for no other.</summary>
public class IteratorTests
{
    private const string Head = """
        #include "vmlinux.h"
        #include <bpf/bpf_helpers.h>
        #include <bpf/bpf_tracing.h>
        char LICENSE[] SEC("license") = "GPL";

        """;

    [SkippableFact]
    public void Elements_of_one_map()
    {
        Needs.Kernel(5, 9);
        using var loaded = Load(Head + """
            struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, u32); __type(value, u64); } table SEC(".maps");
            SEC("iter/bpf_map_elem")
            int on_element(struct bpf_iter__bpf_map_elem *ctx)
            {
                u32 *key = ctx->key;
                u64 *value = ctx->value;

                if (key && value)
                    BPF_SEQ_PRINTF(ctx->meta->seq, "%u=%llu\n", *key, *value);
                return 0;
            }
            """);
        var table = loaded.Map("table");
        for (var key = 1; key <= 5; key++)
        {
            table.Update(BitConverter.GetBytes(key), BitConverter.GetBytes(key * 100L));
        }

        Assert.Equal(["1=100", "2=200", "3=300", "4=400", "5=500"], Lines(loaded.Program("on_element").ReadIterator(IteratorTarget.Elements(table))).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public void Each_process_once()
    {
        Needs.Kernel(5, 8);
        using var loaded = Load(Head + """
            SEC("iter/task")
            int on_task(struct bpf_iter__task *ctx)
            {
                struct task_struct *task = ctx->task;

                if (task && task->pid == task->tgid)
                    BPF_SEQ_PRINTF(ctx->meta->seq, "%d\n", task->tgid);
                return 0;
            }
            """);

        Workload[] running = [.. Enumerable.Range(0, 3).Select(_ => Workload.Start("getsid", "1"))];
        try
        {
            var seen = Lines(loaded.Program("on_task").ReadIterator());
            Assert.All(running, r => Assert.Single(seen, r.Pid.ToString(CultureInfo.InvariantCulture)));
        }
        finally
        {
            Array.ForEach(running, r => r.Dispose());
        }
    }

    private static string[] Lines(byte[] text) => Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static BpfObject Load(string text)
    {
        using var target = KernelTarget.Running();
        Skip.If(target.Types is null, "this kernel has no BTF");
        var result = CCompiler.Compile(text, "iterator.bpf.c", new CompileOptions { Dialect = Dialect.Libbpf }, target.Description);
        Assert.Equal([], result.Diagnostics.Select(d => d.Descriptor.Id + " " + d.Message));
        var loaded = BpfObject.FromSpec(result.Object!);
        loaded.Load(new LoadOptions { Target = target });
        return loaded;
    }
}
