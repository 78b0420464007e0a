# SPDX-License-Identifier: Apache-2.0
# ring buffer
# since: 5.8
. "$MATRIX/lib.sh"

trace 'struct event { u32 pid; u32 mark; };
BPF_RINGBUF_OUTPUT(events, 4);
TRACEPOINT_PROBE(syscalls, sys_enter_getsid)
{
	struct event e = { bpf_get_current_pid_tgid() >> 32, 4242 };

	events.ringbuf_output(&e, sizeof(e), 0);
	return 0;
}' "$workload" getsid 9
expect 9 "$(grep -c "pid=$(cat "$work/pid").*4242" "$work/out")" records
