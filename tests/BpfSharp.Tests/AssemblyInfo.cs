// SPDX-License-Identifier: Apache-2.0
// Tests compare the kernel's lists of programs, maps and links before and after: others must not load any meanwhile.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
