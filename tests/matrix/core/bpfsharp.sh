# SPDX-License-Identifier: Apache-2.0
# moved and renamed fields: our object, loaded by us
# since: 5.8
. "$MATRIX/lib.sh"
. "$MATRIX/core/lib.sh"

start bpfsharp run -v "$MATRIX/core/values.o"
compare map core_answers "$(disk)"
stop
