/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: of a function of our own, of a system call that nothing else makes, of one that sleeps. */
#include "workload.h"

/* Where uprobes land. */
__attribute__((noinline)) int matrix_target(int a, int b)
{
	__asm__ volatile("");
	return a * 1000 + b;
}

int call_function(char **arguments)
{
	volatile int sum = 0;

	for (int i = 0, count = number_of(arguments, 0, 1); i < count; i++)
		sum += matrix_target(i, 7);
	return 0;
}

int get_session(char **arguments)
{
	for (int i = 0, count = number_of(arguments, 0, 1); i < count; i++)
		getsid(0);
	return 0;
}

int sleep_often(char **arguments)
{
	for (int i = 0, count = number_of(arguments, 0, 1); i < count; i++)
		usleep(1000);
	return 0;
}
