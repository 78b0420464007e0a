# SPDX-License-Identifier: Apache-2.0
# RAW_TRACEPOINT_PROBE
# since: 4.17
. "$MATRIX/lib.sh"

trace "$hit"'
RAW_TRACEPOINT_PROBE(sys_enter)
{
	return ctx->args[1] == 124 ? hit() : 0;
}' "$workload" getsid 9
hits 9
