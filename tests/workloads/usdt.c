/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Static probes of the provider "workload": "step" in two places whose arguments lie differently (a counter, its square, a text), "armed" in one place
 * that is only reached while a tracer holds its semaphore.
 */
#include "workload.h"
#include "probe.h"

PROBE_SEMAPHORE(workload_armed_semaphore);

static __attribute__((noinline)) void first_place(int i, long square, const char *text) { PROBE3("workload", "step", "0", i, square, text); }

static __attribute__((noinline)) void second_place(const char *text)
{
	volatile int i = -1;
	volatile long square = 1;

	PROBE3("workload", "step", "0", i, square, text);
}

int hit_static_probes(char **arguments)
{
	int count = number_of(arguments, 0, 1);
	long armed = 0;

	for (int i = 0; i < count; i++) {
		first_place(i, (long)i * i, "first");
		second_place("second");
		if (workload_armed_semaphore) {
			PROBE3("workload", "armed", "workload_armed_semaphore", 42, i, "armed");
			armed++;
		}
	}
	fact("steps", 2 * count);
	fact("armed", armed);
	return 0;
}
