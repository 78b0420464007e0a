# SPDX-License-Identifier: Apache-2.0
# uretprobe, with the result
# since: 4.3
. "$MATRIX/lib.sh"

trace "$sec_hit"'
SEC("uretprobe/'"$workload:$(target_offset)"'")
int BPF_KRETPROBE(on_return, int result)
{
	return result % 1000 == 7 ? hit() : 0;
}' "$workload" call 11
hits 11
