# SPDX-License-Identifier: Apache-2.0
# every tool compiles, loads and attaches
# since: 4.17
. "$MATRIX/lib.sh"

for tool in $(cat "$MATRIX/tools-list"); do
	bpfsharp "$tool" --dry-run >"$work/out" 2>"$work/err" || fail "$tool --dry-run ended with $?"
done
