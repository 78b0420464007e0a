// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfSharp.Tests.Library;

/// <summary>Plain C dereferences of kernel and user pointers, on whatever way a pointer travels, compared with what /proc says.</summary>
[Collection("kernel objects")]
public partial class KernelReadTests
{
    // The thread records itself when it asks for the process group of a number no other process asks for.
    private const int Mark = 0x5eed_ab1e;

    private const string Result = """
        #include <linux/sched.h>
        struct result { u64 arg_start; u64 mode; u32 pid; u32 tgid; u32 parent; u32 max_fds; char comm[16]; };
        BPF_ARRAY(results, struct result, 1);
        static struct result *get_result(void) { int zero = 0; return results.lookup(&zero); }

        """;

    [SkippableFact]
    public void Reads_follow_pointers_through_static_functions_and_members()
    {
        using var text = BccText.Load(Result + """
            struct holder { int before; struct task_struct *task; };
            static struct task_struct *current_task(void) { return (struct task_struct *)bpf_get_current_task(); }
            static u32 parent_of(struct task_struct *task) { return task->real_parent->tgid; }
            static void fill(struct holder *holder, struct result *result) {
                result->pid = holder->task->pid;
                result->tgid = holder->task->tgid;
            }
            TRACEPOINT_PROBE(syscalls, sys_enter_getpgid) {
                struct result *result = get_result();
                if (args->pid != MARK || !result) return 0;
                struct holder holder = { .task = current_task() };
                struct task_struct *task = holder.task;
                fill(&holder, result);
                result->parent = parent_of(task);
                result->arg_start = task->mm->arg_start;
                result->max_fds = task->files->fdt->max_fds;
                result->mode = task->files->fdt->fd[1]->f_inode->i_mode;
                __builtin_memcpy(result->comm, task->comm, sizeof(result->comm));
                return 0;
            }
            """.Replace("MARK", Mark.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        AssertThread(Record(text));
    }

    [SkippableFact]
    public void Reads_follow_pointers_kept_in_maps()
    {
        using var text = BccText.Load(Result + """
            BPF_HASH(tasks, u32, struct task_struct *);
            struct entry { struct task_struct *task; struct files_struct *files; };
            BPF_HASH(entries, u64, struct entry);
            TRACEPOINT_PROBE(syscalls, sys_enter_getpgid) {
                if (args->pid != MARK) return 0;
                u64 id = bpf_get_current_pid_tgid();
                u32 thread = id;
                struct task_struct *task = (struct task_struct *)bpf_get_current_task();
                struct entry entry = { task, task->files };
                tasks.update(&thread, &task);
                entries.update(&id, &entry);
                return 0;
            }
            TRACEPOINT_PROBE(syscalls, sys_exit_getpgid) {
                u64 id = bpf_get_current_pid_tgid();
                u32 thread = id;
                struct task_struct **task = tasks.lookup(&thread);
                struct entry *entry = entries.lookup(&id);
                struct result *result = get_result();
                if (!task || !entry || !result) return 0;
                result->pid = (*task)->pid;
                result->tgid = entry->task->tgid;
                result->parent = (*task)->real_parent->tgid;
                result->arg_start = entry->task->mm->arg_start;
                struct file **open = entry->files->fdt->fd;
                result->mode = open[1]->f_inode->i_mode;
                result->max_fds = entry->files->fdt->max_fds;
                bpf_probe_read_kernel_str(result->comm, sizeof(result->comm), (*task)->comm);
                return 0;
            }
            """.Replace("MARK", Mark.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        AssertThread(Record(text));
    }

    [SkippableFact]
    public void Raw_tracepoints_read_through_their_arguments()
    {
        using var text = BccText.Load(Result + """
            RAW_TRACEPOINT_PROBE(sys_enter) {
                struct pt_regs *registers = (struct pt_regs *)ctx->args[0];
                struct result *result = get_result();
                if (ctx->args[1] != 121 || PT_REGS_PARM1(registers) != MARK || !result) return 0;
                struct task_struct *task = (void *)bpf_get_current_task(), *leader = task->group_leader;
                result->pid = task->pid;
                result->tgid = leader->pid;
                result->parent = leader->real_parent->tgid;
                result->arg_start = leader->mm->arg_start;
                result->max_fds = task->files->fdt->max_fds;
                result->mode = (*task->files->fdt).fd[1]->f_inode->i_mode;
                struct task_struct copy_of_nothing;
                bpf_probe_read(&result->comm, sizeof(copy_of_nothing.comm), task->comm);
                return 0;
            }
            """.Replace("MARK", Mark.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Skip.IfNot(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the system call number is x86-64's");
        AssertThread(Record(text));
    }

    [SkippableFact]
    public void Perf_events_read_the_interrupted_thread()
    {
        using var text = BccText.Load(Result + """
            #include <uapi/linux/bpf_perf_event.h>
            int on_sample(struct bpf_perf_event_data *ctx) {
                struct task_struct *task = (struct task_struct *)bpf_get_current_task();
                struct result *result = get_result();
                if (!result || task->tgid != TGID || ctx->sample_period == 0) return 0;
                result->tgid = task->tgid;
                result->parent = task->real_parent->tgid;
                result->arg_start = task->mm->arg_start;
                return 0;
            }
            """.Replace("TGID", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        using var link = text.Object.Program("on_sample").AttachPerfEvent(PerfEventSource.CpuClock(1000));
        var until = Environment.TickCount64 + 10_000;
        var value = text.Value("results", new byte[4]);
        while (Field(value, 20) == 0 && Environment.TickCount64 < until)
        {
            value = text.Value("results", new byte[4]);
        }

        Assert.Equal((uint)Environment.ProcessId, Field(value, 20));
        Assert.Equal(uint.Parse(Stat()[1], CultureInfo.InvariantCulture), Field(value, 24));
        Assert.Equal(Stat()[45], BitConverter.ToUInt64(value).ToString(CultureInfo.InvariantCulture));
    }

    [SkippableFact]
    public void User_pointers_are_read_like_kernel_pointers()
    {
        using var text = BccText.Load("""
            struct name { char text[32]; };
            BPF_HASH(names, u32, struct name);
            struct open_request { u64 flags; u64 mode; };
            TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
                u32 thread = bpf_get_current_pid_tgid();
                const char *path = args->filename;
                if (path[0] != '/' || path[1] != 'm' || *(path + 2) != 'a') return 0;
                struct name name = {};
                bpf_probe_read_user_str(name.text, sizeof(name.text), path);
                names.update(&thread, &name);
                return 0;
            }
            """);
        text.Object.AttachAll();
        Assert.False(File.Exists("/marked-by-a-test"));
        try
        {
            File.OpenRead("/marked-by-a-test").Dispose();
        }
        catch (FileNotFoundException)
        {
            // The path was given to the kernel, which is all that is wanted.
        }

        var value = text.Value("names", BitConverter.GetBytes(ThreadId()));
        Assert.Equal("/marked-by-a-test", Encoding.UTF8.GetString(value).TrimEnd('\0'));
    }

    private static byte[] Record(BccText text)
    {
        text.Object.AttachAll();
        _ = AskForProcessGroup(Mark);
        return text.Value("results", new byte[4]);
    }

    private static void AssertThread(byte[] result)
    {
        Assert.Equal((uint)ThreadId(), Field(result, 16));
        Assert.Equal((uint)Environment.ProcessId, Field(result, 20));
        Assert.Equal(uint.Parse(Stat()[1], CultureInfo.InvariantCulture), Field(result, 24));
        Assert.Equal(Stat()[45], BitConverter.ToUInt64(result).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(FileLimit(), Field(result, 28));
        var comm = result.AsSpan(32, 16);
        Assert.Equal(File.ReadAllText($"/proc/self/task/{ThreadId()}/comm").TrimEnd(), Encoding.UTF8.GetString(comm[..comm.IndexOf((byte)0)]));
        Assert.NotEqual(0u, Field(result, 8) & 0xf000); // some kind of file
    }

    private static uint Field(byte[] result, int offset) => BitConverter.ToUInt32(result, offset);

    /// <summary>Fields of /proc/self/stat from the third on: state, parent …</summary>
    private static string[] Stat()
    {
        var text = File.ReadAllText("/proc/self/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static uint FileLimit()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("FDSize:", StringComparison.Ordinal));
        return uint.Parse(line.AsSpan(7), CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int AskForProcessGroup(int process);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int ThreadId();
}
