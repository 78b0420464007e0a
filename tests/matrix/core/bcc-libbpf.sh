# SPDX-License-Identifier: Apache-2.0
# BCC's dialect as an object, loaded by libbpf
# since: 5.5
. "$MATRIX/lib.sh"
. "$MATRIX/core/lib.sh"

compare bcc-libbpf "$MATRIX/core/bcc.o"
