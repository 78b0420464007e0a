/* SPDX-License-Identifier: Apache-2.0 */
/* Signals sent to a child, each taken before the next is sent: none is merged with another. */
#include "workload.h"
#include <signal.h>
#include <sys/wait.h>

int send_signals(char **arguments)
{
	int count = number_of(arguments, 0, 1), taken[2];
	sigset_t set;
	pid_t child;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (pipe(taken) || (child = fork()) < 0)
		fail("fork");
	if (child == 0) {
		for (int i = 0, number; i < count; i++)
			if (sigwait(&set, &number) || write(taken[1], "", 1) != 1)
				_exit(1);
		_exit(0);
	}
	for (int i = 0; i < count; i++) {
		char one;

		if (kill(child, SIGUSR1) || read(taken[0], &one, 1) != 1)
			fail("signal");
	}
	waitpid(child, NULL, 0);
	fact("target", child);
	return 0;
}
