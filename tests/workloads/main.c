/* SPDX-License-Identifier: Apache-2.0 */
/* workload [--wait] NAME [ARGUMENT…]: prints its process id, with --wait goes on when a line comes in, does the thing, prints what it counted. */
#include "workload.h"
#include <errno.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static const struct {
	const char *name;
	int (*run)(char **arguments);
	const char *arguments;
} workloads[] = {
	{ "open", open_files, "COUNT PATH" },
	{ "exec", exec_children, "COUNT PATH" },
	{ "call", call_function, "COUNT" },
	{ "getsid", get_session, "COUNT" },
	{ "sleep", sleep_often, "COUNT" },
	{ "fault", fault_pages, "COUNT" },
	{ "connect", connect_to_self, "COUNT PORT" },
	{ "tcp-loss", lose_packets, "COUNT PORT" },
	{ "block", write_blocks, "COUNT SCHEDULER [loop|null_blk] [PROCESSES]" },
	{ "memory-pressure", press_memory, "MEGABYTES" },
	{ "oom", run_out_of_memory, "COUNT" },
	{ "signal", send_signals, "COUNT" },
	{ "mount", mount_often, "COUNT" },
	{ "cpu", share_processor, "COUNT PROCESSES" },
	{ "bash", type_into_bash, "COUNT" },
	{ "tls", talk_tls, "COUNT" },
	{ "resolve", resolve_names, "COUNT NAME" },
	{ "usdt", hit_static_probes, "COUNT" },
};

static int usage(void)
{
	fprintf(stderr, "usage: workload [--wait] NAME [ARGUMENT...]\n");
	for (size_t i = 0; i < sizeof(workloads) / sizeof(workloads[0]); i++)
		fprintf(stderr, "  %s %s\n", workloads[i].name, workloads[i].arguments);
	return 2;
}

int main(int argc, char **argv)
{
	char **at = argv + 1;
	int waits = argc > 1 && !strcmp(*at, "--wait");

	at += waits;
	if (!*at)
		return usage();
	for (size_t i = 0; i < sizeof(workloads) / sizeof(workloads[0]); i++) {
		if (strcmp(workloads[i].name, *at))
			continue;
		/* From here on it goes by this name, whatever its file is called. */
		prctl(PR_SET_NAME, "workload");
		printf("%d\n", getpid());
		fflush(stdout);
		if (waits && getchar() == EOF)
			return 1;
		int status = workloads[i].run(at + 1);

		fflush(stdout);
		return status;
	}
	return usage();
}

const char *text_of(char **arguments, int index)
{
	for (int i = 0; i < index; i++)
		if (!arguments[i])
			return "";
	return arguments[index] ? arguments[index] : "";
}

int number_of(char **arguments, int index, int otherwise)
{
	const char *text = text_of(arguments, index);

	return *text ? atoi(text) : otherwise;
}

void fact(const char *name, long value) { printf("%s %ld\n", name, value); }

void fail(const char *what)
{
	fprintf(stderr, "workload: %s: %s\n", what, strerror(errno));
	exit(1);
}

void absent(const char *what)
{
	fprintf(stderr, "workload: this machine has no %s\n", what);
	exit(ABSENT);
}

int in_child(void (*run)(void *), void *argument)
{
	pid_t child = fork();
	int status = 0;

	if (child < 0)
		fail("fork");
	if (child == 0) {
		run(argument);
		_exit(0);
	}
	waitpid(child, &status, 0);
	return status;
}
