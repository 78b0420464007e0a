# SPDX-License-Identifier: Apache-2.0
# syscount
# since: 4.17
. "$MATRIX/lib.sh"

start bpfsharp syscount -v
"$workload" getsid 2000 >"$work/pid"
stop
expect 2000 "$(sed -nE 's/^getsid +([0-9]+).*/\1/p' "$work/out" | tail -n 1)" "getsid calls"
