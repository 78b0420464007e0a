/* SPDX-License-Identifier: Apache-2.0 */
/* Children that execute a program. */
#include "workload.h"
#include <sys/wait.h>

int exec_children(char **arguments)
{
	/* On the stack, which is in memory after a fork; a tracer cannot read what still has to be paged in. */
	char argument[] = "matrix-argument";
	int count = number_of(arguments, 0, 1);
	const char *path = text_of(arguments, 1);

	for (int i = 0; i < count; i++) {
		pid_t child = fork();

		if (child == 0) {
			execl(path, path, argument, (char *)NULL);
			_exit(127);
		}
		waitpid(child, NULL, 0);
	}
	return 0;
}
