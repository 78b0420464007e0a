# SPDX-License-Identifier: Apache-2.0
# global functions whose context a tag tells (arg:ctx)
# since: 5.6
. "$MATRIX/lib.sh"

trace "$sec_hit"'
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, int);
	__type(value, int);
} sent SEC(".maps");
__noinline int send(void *ctx __arg_ctx)
{
	int value = 7;

	hit();
	return bpf_perf_event_output(ctx, &sent, BPF_F_CURRENT_CPU, &value, sizeof(value));
}
SEC("raw_tp/sys_enter")
int on_enter(struct bpf_raw_tracepoint_args *ctx)
{
	return ctx->args[1] == 124 ? send(ctx) : 0;
}' "$workload" getsid 9
hits 9
