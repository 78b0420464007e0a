# SPDX-License-Identifier: Apache-2.0
# perf buffer
# since: 4.3
. "$MATRIX/lib.sh"

trace 'struct event { u32 pid; u32 mark; };
BPF_PERF_OUTPUT(events);
TRACEPOINT_PROBE(syscalls, sys_enter_getsid)
{
	struct event e = { bpf_get_current_pid_tgid() >> 32, 4242 };

	events.perf_submit(args, &e, sizeof(e));
	return 0;
}' sh -c 'sleep 1; exec "$0" getsid 9' "$workload"
expect 9 "$(grep -c "pid=$(cat "$work/pid").*4242" "$work/out")" records
