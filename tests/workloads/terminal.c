/* SPDX-License-Identifier: Apache-2.0 */
/* An interactive bash under a pseudo terminal, into which lines are typed; the last one ends it. */
#include "workload.h"
#include <pty.h>
#include <sys/wait.h>

int type_into_bash(char **arguments)
{
	int count = number_of(arguments, 0, 1), terminal, status;
	char output[512];
	pid_t shell;

	if (access("/bin/bash", X_OK))
		absent("bash");
	shell = forkpty(&terminal, NULL, NULL, NULL);
	if (shell < 0)
		fail("forkpty");
	if (shell == 0) {
		setenv("TERM", "dumb", 1);
		execl("/bin/bash", "bash", "--norc", "--noprofile", "-i", (char *)NULL);
		_exit(127);
	}
	for (int i = 0; i < count; i++)
		if (write(terminal, i + 1 < count ? ":\n" : "exit\n", i + 1 < count ? 2 : 5) < 0)
			fail("type");
	while (read(terminal, output, sizeof(output)) > 0)
		;
	waitpid(shell, &status, 0);
	fact("shell", shell);
	fact("lines", count);
	return status;
}
