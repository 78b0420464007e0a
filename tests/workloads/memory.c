/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory: faults of pages touched for the first time; a cgroup under pressure, whose process reads a device through the page cache, more than it may
 * hold; processes that take more than their cgroup has and are killed.
 */
#include "workload.h"
#include "cgroup.h"
#include "loop.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { MEGABYTE = 1 << 20, LIMIT = 16 * MEGABYTE };

/* At an address where nothing else is, so that these faults can be told from others. */
#define PLACE ((char *)0x500000000000)

static void touch_pages(int count)
{
	long size = sysconf(_SC_PAGESIZE);
	char *pages = mmap(PLACE, count * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (pages == MAP_FAILED)
		fail("mmap");
	madvise(pages, count * size, MADV_NOHUGEPAGE);
	for (int i = 0; i < count; i++)
		((volatile char *)pages)[i * size] = 1;
}

int fault_pages(char **arguments)
{
	touch_pages(number_of(arguments, 0, 1));
	return 0;
}

static void read_all(void *device)
{
	char *buffer = mmap(NULL, MEGABYTE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long total = 0;
	int fd = *(int *)device, length;

	cgroup_enter();
	while ((length = read(fd, buffer, MEGABYTE)) > 0)
		total += length;
	if (length < 0)
		fail("read");
}

int press_memory(char **arguments)
{
	long bytes = (long)number_of(arguments, 0, 64) * MEGABYTE;
	char name[32];
	int fd = loop_device(name, sizeof(name), bytes, O_RDONLY);

	cgroup_make(LIMIT);
	if (in_child(read_all, &fd))
		fail("the reader ended");
	fact("limit-hits", cgroup_counter("memory.events", "max"));
	fact("oom-kills", cgroup_counter("memory.events", "oom_kill"));
	cgroup_remove();
	return 0;
}

static void take_too_much(void *unused)
{
	(void)unused;
	cgroup_enter();
	touch_pages(4 * (LIMIT / sysconf(_SC_PAGESIZE)));
}

int run_out_of_memory(char **arguments)
{
	int count = number_of(arguments, 0, 1), killed = 0;

	cgroup_make(LIMIT);
	for (int i = 0; i < count; i++) {
		int status = in_child(take_too_much, NULL);

		killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	}
	fact("killed", killed);
	fact("oom-kills", cgroup_counter("memory.events", "oom_kill"));
	cgroup_remove();
	return killed == count ? 0 : 1;
}
