/* SPDX-License-Identifier: Apache-2.0 */
/* A cgroup of one's own with a limit of memory, in the version 2 hierarchy. */
#ifndef CGROUP_H
#define CGROUP_H

/* Makes it; ends the workload where there is none or no memory controller. */
void cgroup_make(long bytes);
/* Moves the calling process in. */
void cgroup_enter(void);
/* A counter of one of its files, such as memory.events; -1 when it has none of the name. */
long cgroup_counter(const char *file, const char *name);
/* Takes it away; all its processes must have ended. */
void cgroup_remove(void);

#endif
