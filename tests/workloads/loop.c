/* SPDX-License-Identifier: Apache-2.0 */
/* See loop.h. */
#include "workload.h"
#include "loop.h"
#include <fcntl.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

int loop_device(char *name, int size, long bytes, int flags)
{
	struct loop_info64 info = { .lo_flags = LO_FLAGS_AUTOCLEAR };
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), file = memfd_create("disk", MFD_CLOEXEC);
	char path[64];

	if (control < 0 || file < 0 || ftruncate(file, bytes))
		absent("loop devices");
	/* Another process may take the free one before us. */
	for (int attempt = 0; attempt < 100; attempt++) {
		int number = ioctl(control, LOOP_CTL_GET_FREE), fd;

		if (number < 0)
			break;
		snprintf(name, size, "loop%d", number);
		snprintf(path, sizeof(path), "/dev/%s", name);
		fd = open(path, flags | O_CLOEXEC);
		if (fd >= 0 && !ioctl(fd, LOOP_SET_FD, file) && !ioctl(fd, LOOP_SET_STATUS64, &info)) {
			close(control);
			close(file);
			return fd;
		}
		close(fd);
	}
	absent("free loop device");
}
