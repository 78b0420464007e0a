/* SPDX-License-Identifier: Apache-2.0 */
/* Processes that share one processor: each works a little and yields, a given number of times. */
#include "workload.h"
#include <sched.h>
#include <sys/wait.h>

int share_processor(char **arguments)
{
	int count = number_of(arguments, 0, 1), processes = number_of(arguments, 1, 2);
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		fail("affinity");
	for (int i = 0; i < processes; i++)
		if (fork() == 0) {
			for (int turn = 0; turn < count; turn++) {
				for (volatile int work = 0; work < 20000; work++)
					;
				sched_yield();
			}
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	fact("yields", (long)count * processes);
	return 0;
}
