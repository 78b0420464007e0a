# SPDX-License-Identifier: Apache-2.0
# LSM_PROBE sees
# since: 5.7
. "$MATRIX/lib.sh"

trace "$hit"'
LSM_PROBE(bprm_check_security, struct linux_binprm *bprm)
{
	return hit();
}' "$workload" exec 3 /bin/true
[ "$(sed -n '/^hits:/,$p' "$work/out" | grep -cE '^ +[0-9]+: [1-9]')" -ge 3 ] || fail "execs seen by the hook are missing"
