# SPDX-License-Identifier: Apache-2.0
# results of many functions by one link
# since: 5.18
# needs: register_fprobe_ips
. "$MATRIX/lib.sh"

tests_pass 'WorkloadCountTests.Opens(kretprobe.multi'
