# SPDX-License-Identifier: Apache-2.0
# runqlat
# since: 4.17
. "$MATRIX/lib.sh"

start bpfsharp runqlat -v
"$workload" sleep 200 >"$work/pid"
stop
total=$(sed -nE 's/^ *[0-9]+ -> [0-9]+ +: ([0-9]+) .*/\1/p' "$work/out" | awk '{ sum += $1 } END { print sum + 0 }')
[ "$total" -ge 200 ] || fail "only $total delays"
