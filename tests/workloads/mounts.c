/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts of an empty file system in a mount namespace of its own, each taken off again. */
#include "workload.h"
#include <sched.h>
#include <sys/mount.h>

int mount_often(char **arguments)
{
	int count = number_of(arguments, 0, 1);

	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		fail("unshare");
	for (int i = 0; i < count; i++)
		if (mount("workload", "/tmp", "tmpfs", 0, NULL) || umount("/tmp"))
			fail("mount");
	/* The first call of mount() made the namespace private. */
	fact("mounts", count + 1);
	fact("unmounts", count);
	return 0;
}
