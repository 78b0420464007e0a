# SPDX-License-Identifier: Apache-2.0
# BCC's dialect as an object, loaded by us
# since: 5.5
. "$MATRIX/lib.sh"
. "$MATRIX/core/lib.sh"

start bpfsharp run -v "$MATRIX/core/bcc.o"
compare bcc-map core_answers
stop
