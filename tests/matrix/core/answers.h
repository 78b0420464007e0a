/* SPDX-License-Identifier: Apache-2.0 */
/* What values.bpf.c and bcc.c read of the kernel, and values.c of user space. Plain types: both kinds of C include it. */
#define ASKING 0x62706673 /* the option of the prctl(2) that asks; its other arguments are two descriptors: a file's and a socket's */
#define NAME_BYTES 32

struct answers {
	unsigned long long tgid, pid, parent, start_ns, uid, cpu, resets_on_fork;
	unsigned long long state, state_bytes; /* of the parent */
	unsigned long long inode, mode, size, modified;
	unsigned long long device_major, device_minor; /* of the disk that was read last */
	unsigned long long cgroup, cgroup_parent;
	unsigned long long pages; /* anonymous ones, about */
	unsigned long long port, peer_port, peer_address, family;
	unsigned long long written; /* NR_WRITTEN - NR_INACTIVE_ANON */
	unsigned long long comm_bytes, task_bytes, kernel;
	unsigned long long has_arena_type, has_arena_struct, has_flavour, has_nothing;
	unsigned long long matches, matches_not;
	char comm[16];
	char cgroup_name[NAME_BYTES];
};

/* What the ring buffer carries. */
struct asked {
	unsigned long long tgid;
	unsigned long long seal; /* the constant that was set before loading */
};
