# SPDX-License-Identifier: Apache-2.0
# moved and renamed fields: our object, loaded by libbpf
# since: 5.8
. "$MATRIX/lib.sh"
. "$MATRIX/core/lib.sh"

compare libbpf "$MATRIX/core/values.o" "$(disk)"
