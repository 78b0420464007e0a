# SPDX-License-Identifier: Apache-2.0
# static probes of a program (USDT), in objects and in BCC's dialect
# since: 5.5
. "$MATRIX/lib.sh"
traced=$MATRIX/core/usdt

# rounds COMMAND…: runs it while the program hits its probes three times.
rounds() {
    start "$@"
    printf xxx | "$traced" >/dev/null || fail "the program failed"
    stop
}

# By cookies, and before 5.15 by the address of the probe.
cat >"$work/program.c" <<END
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>
char LICENSE[] SEC("license") = "GPL";
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, long);
} seen SEC(".maps");
static void add(int slot, long n)
{
	long *sum = bpf_map_lookup_elem(&seen, &slot);

	if (sum)
		__sync_fetch_and_add(sum, n);
}
SEC("usdt/$traced:bpfsharp:many")
int BPF_USDT(many, long a, int b, int c, int d, int e)
{
	add(1, a);
	add(2, b);
	add(3, c);
	add(4, d);
	add(5, e);
	return 0;
}
SEC("usdt/$traced:bpfsharp:twice")
int BPF_USDT(twice, long a)
{
	add(6, a);
	return 0;
}
END
rounds bpfsharp run -v "$work/program.c"
for pair in 1:6 2:-12 3:231 4:-6 5:6000 6:312; do
    expect "${pair#*:}" "$(sed -nE "s/^ *${pair%:*}: (-?[0-9]+)$/\1/p" "$work/out")" "argument ${pair%:*}"
done

rounds bpfsharp run -v --usdt "on_many=$traced:bpfsharp:many" -e '
BPF_HASH(seen, int, long);
int on_many(struct pt_regs *ctx)
{
	int slot = 7, e = 0;

	bpf_usdt_readarg(5, ctx, &e);
	seen.increment(slot, e);
	return 0;
}'
expect 6000 "$(counts 7)" "an argument read by BCC's dialect"
