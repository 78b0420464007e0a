# Sourced by the checks of the matrix, which run inside a test machine as root. A check passes when it ends with 0.
work=$(mktemp -d)
# It calls itself "workload" from main() on: what the loader does before is not counted.
workload=$MATRIX/worker
tracer=

fail() {
    printf '%s\n' "$*" >&2
    for file in "$work"/out "$work"/err; do
        [ ! -s "$file" ] || { echo "--- $(basename "$file")"; tail -n 12 "$file"; } >&2
    done
    exit 1
}

finish() {
    [ -z "$tracer" ] || kill -KILL "$tracer" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT

# start COMMAND…: runs a tracer in the background and comes back when it is attached.
start() {
    "$@" >"$work/out" 2>"$work/err" &
    tracer=$!
    for _ in $(seq 500); do
        grep -q '^attached ' "$work/err" && return 0
        kill -0 "$tracer" 2>/dev/null || { tracer=; fail "the tracer ended before it was ready"; }
        sleep 0.05
    done
    fail "the tracer was not ready in time"
}

# stop: ends the tracer, and fails when it fails. Not by SIGINT, which background jobs of a script ignore.
stop() {
    sleep 0.1
    kill -TERM "$tracer"
    wait "$tracer" || fail "the tracer ended with $?"
    tracer=
}

# trace 'C TEXT' WORKLOAD…: has the program attached while the workload runs.
trace() {
    local text=$1
    shift
    printf '%s\n' "$text" >"$work/program.c"
    start bpfsharp run -v "$work/program.c"
    "$@" >"$work/facts" || fail "the workload failed"
    head -n 1 "$work/facts" >"$work/pid"
    stop
}

# In a program's text: hit() counts events by process. hits N: the workload's process had that many.
hit='BPF_HASH(hits, u32, u64);
static int hit(void)
{
	char comm[16] __attribute__((aligned(8)));
	u32 pid = bpf_get_current_pid_tgid() >> 32;

	bpf_get_current_comm(comm, sizeof(comm));
	if (*(u64 *)comm == 0x64616f6c6b726f77) /* "workload": the shell is gone from the process */
		hits.increment(pid);
	return 0;
}'
hits() { expect "$1" "$(counts "$(cat "$work/pid")")" "events of the workload"; }

# The same for programs in libbpf's style.
sec_hit='#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u32);
	__type(value, u64);
} hits SEC(".maps");
char LICENSE[] SEC("license") = "GPL";
static int hit(void)
{
	u32 pid = bpf_get_current_pid_tgid() >> 32;
	u64 one = 1, *count = bpf_map_lookup_elem(&hits, &pid);
	char comm[16] __attribute__((aligned(8)));

	bpf_get_current_comm(comm, sizeof(comm));
	if (*(u64 *)comm != 0x64616f6c6b726f77)
		return 0;
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&hits, &pid, &one, BPF_ANY);
	return 0;
}'

# Where a uprobe on the workload lands, in its file.
target_offset() { sed -n 's/^target_offset=//p' "$MATRIX/workload.facts"; }

# counts KEY: the number a dumped map has for the key.
counts() { sed -nE "s/^ *$1: (cpu0=)?([0-9]+)$/\2/p" "$work/out" | tail -n 1; }

# expect WANTED GOT WHAT
expect() { [ "$1" = "$2" ] || fail "$3: wanted $1, got '$2'"; }

# tests_pass TEST…: the check consists of tests of BpfSharp.Tests, by the end of their names or the beginning of it. Here they must not skip.
tests_pass() {
    local test
    for test in "$@"; do
        "$MATRIX_TESTS" --machine "$test" >"$work/out" 2>"$work/err" || fail "$test: $(grep -m1 -F $'\tfailed\t' "$work/out" | cut -f 4)"
        ! grep -qF $'\tskipped\t' "$work/out" || fail "$test was skipped: $(grep -m1 -F $'\tskipped\t' "$work/out" | cut -f 4)"
        grep -qF $'\tpassed\t' "$work/out" || fail "there is no test $test"
    done
}
