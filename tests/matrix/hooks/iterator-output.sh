# SPDX-License-Identifier: Apache-2.0
# iterators write a line for each element of a map, and for each process
# since: 5.9
. "$MATRIX/lib.sh"

tests_pass IteratorTests.Elements_of_one_map IteratorTests.Each_process_once
