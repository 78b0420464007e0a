# SPDX-License-Identifier: Apache-2.0
# uprobe by offset, with arguments
# since: 4.3
. "$MATRIX/lib.sh"

trace "$sec_hit"'
SEC("uprobe/'"$workload:$(target_offset)"'")
int BPF_KPROBE(on_call, int a, int b)
{
	return a < 100 && b == 7 ? hit() : 0;
}' "$workload" call 11
hits 11
