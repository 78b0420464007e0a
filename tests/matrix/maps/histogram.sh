# SPDX-License-Identifier: Apache-2.0
# histogram
# since: 3.19
. "$MATRIX/lib.sh"

trace 'BPF_HISTOGRAM(m);
TRACEPOINT_PROBE(syscalls, sys_enter_getsid)
{
	m.increment(bpf_log2l(100));
	return 0;
}' "$workload" getsid 9
grep -qE "64 -> 127 +: 9 " "$work/out" || fail "no such slot"
