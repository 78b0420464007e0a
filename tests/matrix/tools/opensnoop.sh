# SPDX-License-Identifier: Apache-2.0
# opensnoop
# since: 5.8
. "$MATRIX/lib.sh"

start bpfsharp opensnoop -v
"$workload" open 7 /etc/matrix-absent >"$work/pid"
stop
expect 7 "$(grep -cE "^ *$(cat "$work/pid") +workload .* -1 +2 .*/etc/matrix-absent" "$work/out")" rows
