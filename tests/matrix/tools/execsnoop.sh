# SPDX-License-Identifier: Apache-2.0
# execsnoop
# since: 5.8
. "$MATRIX/lib.sh"

start bpfsharp execsnoop -v
"$workload" exec 3 /bin/true >"$work/pid"
stop
expect 3 "$(grep -cE "^true .* $(cat "$work/pid") +0 +/bin/true matrix-argument" "$work/out")" rows
