/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks watch: each command does one thing a given number of times, and says which process did it. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where uprobes land. */
__attribute__((noinline)) int matrix_target(int a, int b)
{
	__asm__ volatile("");
	return a * 1000 + b;
}

static void open_files(int count, const char *path)
{
	for (int i = 0; i < count; i++) {
		int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);

		if (fd >= 0)
			close(fd);
	}
}

static void exec_children(int count, const char *path)
{
	/* On the stack, which is in memory after a fork; a tracer cannot read what still has to be paged in. */
	char argument[] = "matrix-argument";

	for (int i = 0; i < count; i++) {
		pid_t child = fork();

		if (child == 0) {
			execl(path, path, argument, (char *)NULL);
			_exit(127);
		}
		waitpid(child, NULL, 0);
	}
}

static void connect_to_self(int count, int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(server, (void *)&address, sizeof(address)) || listen(server, 16)) {
		perror("listen");
		exit(1);
	}
	for (int i = 0; i < count; i++) {
		int client = socket(AF_INET, SOCK_STREAM, 0);

		if (connect(client, (void *)&address, sizeof(address))) {
			perror("connect");
			exit(1);
		}
		close(accept(server, NULL, NULL));
		close(client);
	}
}

static void touch_pages(int count)
{
	long size = sysconf(_SC_PAGESIZE);
	volatile char *pages = mmap(NULL, count * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	madvise((void *)pages, count * size, MADV_NOHUGEPAGE);
	for (int i = 0; i < count; i++)
		pages[i * size] = 1;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int count = argc > 2 ? atoi(argv[2]) : 1;
	volatile int sum = 0;

	printf("%d\n", getpid());
	fflush(stdout);
	if (!strcmp(what, "open"))
		open_files(count, argv[3]);
	else if (!strcmp(what, "exec"))
		exec_children(count, argv[3]);
	else if (!strcmp(what, "call"))
		for (int i = 0; i < count; i++)
			sum += matrix_target(i, 7);
	else if (!strcmp(what, "connect"))
		connect_to_self(count, atoi(argv[3]));
	else if (!strcmp(what, "fault"))
		touch_pages(count);
	else if (!strcmp(what, "getsid")) /* which nothing else calls */
		for (int i = 0; i < count; i++)
			getsid(0);
	else if (!strcmp(what, "sleep"))
		for (int i = 0; i < count; i++)
			usleep(1000);
	else
		return 2;
	return 0;
}
