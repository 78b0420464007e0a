/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Block I/O: direct writes of a page each, one at a time, to a loop device over a file in memory or to null_blk, with the scheduler asked for. With
 * several processes each writes to a region of its own, far from the others, so that no two requests are merged.
 */
#include "workload.h"
#include "loop.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

enum { PAGE = 4096, REGION = 4 << 20, LARGEST = 8 };

static int null_device(char *name, int size)
{
	int fd = open("/dev/nullb0", O_RDWR | O_DIRECT | O_CLOEXEC);

	if (fd < 0)
		absent("null_blk");
	snprintf(name, size, "nullb0");
	return fd;
}

static void choose_scheduler(const char *device, const char *scheduler)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/block/%s/queue/scheduler", device);
	if (*scheduler && put(path, scheduler)) {
		fprintf(stderr, "workload: %s has no scheduler %s\n", device, scheduler);
		exit(ABSENT);
	}
}

static void write_pages(int fd, int count, off_t at)
{
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(page, 1, PAGE);
	for (int i = 0; i < count; i++)
		if (pwrite(fd, page, PAGE, at + (off_t)i * PAGE) != PAGE)
			fail("write");
}

int write_blocks(char **arguments)
{
	int count = number_of(arguments, 0, 1), processes = number_of(arguments, 3, 1);
	char name[32];
	int fd = strcmp(text_of(arguments, 2), "null_blk") ? loop_device(name, sizeof(name), LARGEST * REGION, O_RDWR | O_DIRECT) : null_device(name, sizeof(name));
	struct stat device;

	if (processes > LARGEST)
		processes = LARGEST;
	choose_scheduler(name, text_of(arguments, 1));
	fstat(fd, &device);
	/* As the kernel's own dev_t, which tracepoints show. */
	fact("device", (long)major(device.st_rdev) << 20 | minor(device.st_rdev));
	for (int i = 0; i < processes; i++)
		if (fork() == 0) {
			write_pages(fd, count, (off_t)i * REGION);
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	fact("writes", (long)count * processes);
	return 0;
}
