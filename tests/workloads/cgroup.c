/* SPDX-License-Identifier: Apache-2.0 */
/* See cgroup.h. */
#include "workload.h"
#include "cgroup.h"
#include <mntent.h>
#include <sys/stat.h>

static char folder[256];

static const char *file_of(const char *directory, const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static int hierarchy(char *root, int size)
{
	FILE *mounts = setmntent("/proc/mounts", "r");
	struct mntent *mount;
	int found = 0;

	while (mounts && !found && (mount = getmntent(mounts))) {
		found = !strcmp(mount->mnt_type, "cgroup2");
		if (found)
			snprintf(root, size, "%s", mount->mnt_dir);
	}
	if (mounts)
		endmntent(mounts);
	return found;
}

void cgroup_make(long bytes)
{
	char root[128], text[32];

	if (!hierarchy(root, sizeof(root)) || put(file_of(root, "cgroup.subtree_control"), "+memory"))
		absent("memory controller in its cgroup v2 hierarchy");
	snprintf(folder, sizeof(folder), "%s/bpfsharp-workload-%d", root, getpid());
	snprintf(text, sizeof(text), "%ld", bytes);
	if (mkdir(folder, 0755) || put(file_of(folder, "memory.max"), text))
		fail("cgroup");
	put(file_of(folder, "memory.swap.max"), "0");
}

void cgroup_enter(void)
{
	if (put(file_of(folder, "cgroup.procs"), "0"))
		fail("cgroup.procs");
}

long cgroup_counter(const char *file, const char *name)
{
	FILE *stream = fopen(file_of(folder, file), "r");
	long value = -1;
	char line[128];
	size_t length = strlen(name);

	while (stream && fgets(line, sizeof(line), stream))
		if (!strncmp(line, name, length) && line[length] == ' ')
			value = atol(line + length);
	if (stream)
		fclose(stream);
	return value;
}

void cgroup_remove(void)
{
	/* The last process leaves its cgroup a moment after it was waited for. */
	for (int i = 0; i < 500 && rmdir(folder); i++)
		usleep(10000);
}
