# SPDX-License-Identifier: Apache-2.0
# uprobe by symbol
# since: 4.3
. "$MATRIX/lib.sh"

trace "$sec_hit"'
SEC("uprobe/'"$workload"':matrix_target")
int BPF_KPROBE(on_call, int a, int b)
{
	return b == 7 ? hit() : 0;
}' "$workload" call 11
hits 11
