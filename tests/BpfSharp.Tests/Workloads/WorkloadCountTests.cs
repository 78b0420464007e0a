// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tests.Workloads;

/// <summary>Every kind of probe counts exactly what a workload says it does.</summary>
[Collection("kernel objects")]
public class WorkloadCountTests
{
    [SkippableTheory]
    [InlineData("kprobe/vfs_open", "BPF_KPROBE(probe)")]
    [InlineData("kretprobe/vfs_open", "BPF_KRETPROBE(probe)")]
    [InlineData("kprobe.multi/vfs_open", "BPF_KPROBE(probe)")]
    [InlineData("kretprobe.multi/vfs_open", "BPF_KRETPROBE(probe)")]
    [InlineData("ksyscall/openat", "BPF_KSYSCALL(probe, int folder)")]
    [InlineData("fentry/vfs_open", "BPF_PROG(probe)")]
    [InlineData("fexit/vfs_open", "BPF_PROG(probe, const struct path *path, struct file *file, int result)", "result == 0 && mine()")]
    [InlineData("lsm/file_open", "BPF_PROG(probe, struct file *file)")]
    [InlineData("tracepoint/syscalls/sys_enter_openat", "probe(void *ctx)")]
    [InlineData("tracepoint/syscalls/sys_exit_openat", "probe(struct trace_event_raw_sys_exit *ctx)", "ctx->ret >= 0 && mine()")]
    [InlineData("raw_tp/sys_enter", "BPF_PROG(probe, struct pt_regs *regs, long id)", "id == 257 && mine()")]
    [InlineData("tp_btf/sys_enter", "BPF_PROG(probe, struct pt_regs *regs, long id)", "id == 257 && mine()")]
    public void Opens(string section, string head, string condition = "mine()") =>
        new CountingProgram(section, head, condition).AssertCounts("open 7 /etc/passwd", "7");

    [SkippableTheory]
    [InlineData("tracepoint/sched/sched_process_exec", "probe(void *ctx)")]
    [InlineData("tracepoint/sched/sched_process_fork", "probe(void *ctx)")]
    [InlineData("tp_btf/sched_process_exit", "BPF_PROG(probe, struct task_struct *task)", "task->tgid != target && task->real_parent->tgid == target")]
    [InlineData("kprobe/begin_new_exec", "BPF_KPROBE(probe)")]
    [InlineData("fentry/begin_new_exec", "BPF_PROG(probe)")]
    [InlineData("lsm/bprm_committed_creds", "BPF_PROG(probe, const struct linux_binprm *program)")]
    public void Execs(string section, string head, string condition = "mine()") =>
        new CountingProgram(section, head, condition).AssertCounts("exec 3 /bin/true", "3");

    [SkippableTheory]
    [InlineData("kprobe/tcp_v4_connect", "BPF_KPROBE(probe)")]
    [InlineData("kretprobe/inet_csk_accept", "BPF_KRETPROBE(probe, struct sock *accepted)", "accepted && mine()")]
    [InlineData("fexit/tcp_v4_connect", "BPF_PROG(probe, struct sock *sk, struct sockaddr *address, int length, int result)", "result == 0 && mine()")]
    [InlineData("lsm/socket_connect", "BPF_PROG(probe, struct socket *socket)")]
    [InlineData("lsm/socket_accept", "BPF_PROG(probe, struct socket *socket)")]
    public void Connections(string section, string head, string condition = "mine()") =>
        new CountingProgram(section, head, condition).AssertCounts("connect 5 0", "5");

    /// <summary>The accepting side's sockets become established in an interrupt, maybe of another process.</summary>
    [SkippableFact]
    public void Accepted_connections_by_port() =>
        new CountingProgram("tracepoint/sock/inet_sock_set_state", "probe(struct trace_event_raw_inet_sock_set_state *ctx)", "ctx->newstate == 1", "ctx->sport").AssertCounts("connect 5 0", "5", "port");

    [SkippableTheory]
    [InlineData("tracepoint/tcp/tcp_retransmit_skb", "probe(void *ctx)", "1")]
    [InlineData("raw_tp/tcp_retransmit_skb", "BPF_PROG(probe, struct sock *sk)", "BPF_CORE_READ(sk, __sk_common.skc_dport) == bpf_htons(4711)")]
    [InlineData("kprobe/tcp_retransmit_skb", "BPF_KPROBE(probe, struct sock *sk)", "BPF_CORE_READ(sk, __sk_common.skc_dport) == bpf_htons(4711)")]
    [InlineData("fentry/tcp_retransmit_skb", "BPF_PROG(probe, struct sock *sk)", "sk->__sk_common.skc_dport == bpf_htons(4711)")]
    public void Retransmits(string section, string head, string condition) =>
        new CountingProgram(section, head, condition).AssertCounts("tcp-loss 2 4711", "retransmits");

    [SkippableTheory]
    [InlineData("block 20 none")]
    [InlineData("block 20 mq-deadline")]
    [InlineData("block 20 bfq")]
    [InlineData("block 20 kyber")]
    [InlineData("block 20 mq-deadline loop 4")]
    [InlineData("block 20 none null_blk")]
    [InlineData("block 20 mq-deadline null_blk 4")]
    public void Writes_of_a_device(string workload) =>
        new CountingProgram("tracepoint/block/block_rq_issue", "probe(struct trace_event_raw_block_rq *ctx)", "ctx->rwbs[0] == 'W'", "ctx->dev").AssertCounts(workload, "writes", "device");

    [SkippableTheory]
    [InlineData("raw_tp/page_fault_user", "BPF_PROG(probe, unsigned long address)")]
    [InlineData("tp_btf/page_fault_user", "BPF_PROG(probe, unsigned long address)")]
    [InlineData("kprobe/handle_mm_fault", "BPF_KPROBE(probe, struct vm_area_struct *area, unsigned long address)")]
    [InlineData("fentry/handle_mm_fault", "BPF_PROG(probe, struct vm_area_struct *area, unsigned long address)")]
    public void Page_faults(string section, string head) =>
        new CountingProgram(section, head, "address >> 32 == 0x5000 && mine()").AssertCounts("fault 300", "300");

    [SkippableFact]
    public void Page_faults_as_samples_of_a_perf_event() =>
        new CountingProgram("perf_event", "probe(struct bpf_perf_event_data *ctx)", "ctx->addr >> 32 == 0x5000")
            .AssertCounts("fault 300", "300", null, (program, workload) => program.AttachPerfEvent(new PerfEventSource { Type = 1, Config = 2, SamplePeriod = 1, Pid = workload.Pid }));

    [SkippableTheory]
    [InlineData("tracepoint/vmscan/mm_vmscan_memcg_reclaim_begin", "probe(void *ctx)")]
    [InlineData("tracepoint/vmscan/mm_vmscan_memcg_reclaim_end", "probe(void *ctx)")]
    [InlineData("kprobe/try_to_free_mem_cgroup_pages", "BPF_KPROBE(probe)")]
    public void Reclaims_at_a_cgroups_limit(string section, string head) =>
        new CountingProgram(section, head).AssertCounts("memory-pressure 64", "limit-hits");

    [SkippableTheory]
    [InlineData("tracepoint/oom/mark_victim", "probe(void *ctx)")]
    [InlineData("raw_tp/mark_victim", "probe(void *ctx)")]
    public void Out_of_memory_kills(string section, string head) =>
        new CountingProgram(section, head).AssertCounts("oom 3", "killed");

    [SkippableTheory]
    [InlineData("tracepoint/signal/signal_generate", "probe(struct trace_event_raw_signal_generate *ctx)", "ctx->sig == 10 && mine()")]
    [InlineData("raw_tp/signal_generate", "BPF_PROG(probe, int signal)", "signal == 10 && mine()")]
    [InlineData("lsm/task_kill", "BPF_PROG(probe, struct task_struct *task, struct kernel_siginfo *info, int signal)", "signal == 10 && mine()")]
    public void Signals(string section, string head, string condition) =>
        new CountingProgram(section, head, condition).AssertCounts("signal 9", "9");

    [SkippableTheory]
    [InlineData("tracepoint/syscalls/sys_enter_mount", "probe(void *ctx)", "mounts")]
    [InlineData("tracepoint/syscalls/sys_enter_umount", "probe(void *ctx)", "unmounts")]
    [InlineData("kprobe/path_mount", "BPF_KPROBE(probe)", "mounts")]
    [InlineData("lsm/sb_mount", "BPF_PROG(probe, const char *device)", "mounts")]
    [InlineData("lsm/sb_umount", "BPF_PROG(probe, struct vfsmount *mount)", "unmounts")]
    public void Mounts(string section, string head, string expected) => new CountingProgram(section, head).AssertCounts("mount 4", expected);

    [SkippableTheory]
    [InlineData("tracepoint/syscalls/sys_enter_sched_yield", "probe(void *ctx)")]
    [InlineData("raw_tp/sys_exit", "BPF_PROG(probe, struct pt_regs *regs)", "BPF_CORE_READ(regs, orig_ax) == 24 && mine()")]
    [InlineData("ksyscall/sched_yield", "BPF_KSYSCALL(probe)")]
    public void Yields_of_processes_that_share_a_processor(string section, string head, string condition = "mine()") =>
        new CountingProgram(section, head, condition).AssertCounts("cpu 20 3", "yields");

    [SkippableTheory]
    [InlineData("uprobe/WORKLOAD:matrix_target", "BPF_KPROBE(probe, int a, int b)", "a < 100 && b == 7 && mine()", "call 11", "11")]
    [InlineData("uretprobe/WORKLOAD:matrix_target", "BPF_KRETPROBE(probe, int result)", "result % 1000 == 7 && mine()", "call 11", "11")]
    [InlineData("uretprobe//bin/bash:readline", "BPF_KRETPROBE(probe, char *line)", "line && mine()", "bash 6", "lines")]
    [InlineData("uprobe/libssl.so.3:SSL_write", "BPF_KPROBE(probe, void *session, void *data, int length)", "length == 100 && mine()", "tls 12", "writes")]
    [InlineData("uretprobe/libssl.so.3:SSL_read", "BPF_KRETPROBE(probe, int length)", "length == 100 && mine()", "tls 12", "reads")]
    [InlineData("uprobe/libc.so.6:getaddrinfo", "BPF_KPROBE(probe, const char *name)", "mine()", "resolve 8", "resolved")]
    [InlineData("uretprobe/libc.so.6:getaddrinfo", "BPF_KRETPROBE(probe, int result)", "result == 0 && mine()", "resolve 8", "resolved")]
    public void Functions_of_programs_and_libraries(string section, string head, string condition, string workload, string expected) =>
        new CountingProgram(section, head, condition).AssertCounts(workload, expected);

    [SkippableTheory]
    [InlineData("usdt/WORKLOAD:workload:step", "square == (long)i * i && mine()", "steps")]
    [InlineData("usdt/WORKLOAD:workload:armed", "i == 42 && mine()", "armed")]
    public void Static_probes(string section, string condition, string expected) =>
        new CountingProgram(section, "BPF_USDT(probe, int i, long square, const char *text)", condition).AssertCounts("usdt 6", expected);
}
