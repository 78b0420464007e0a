/* SPDX-License-Identifier: Apache-2.0 */
/* Opens of one file, one after the other. */
#include "workload.h"
#include <fcntl.h>
#include <sys/syscall.h>

int open_files(char **arguments)
{
	int count = number_of(arguments, 0, 1);
	const char *path = text_of(arguments, 1);

	for (int i = 0; i < count; i++) {
		int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);

		if (fd >= 0)
			close(fd);
	}
	return 0;
}

int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY), length = strlen(text), written;

	if (fd < 0)
		return -1;
	written = write(fd, text, length);
	close(fd);
	return written == length ? 0 : -1;
}
