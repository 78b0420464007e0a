/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compares what a BPF object read of the kernel with what user space knows.
 *
 *   values libbpf OBJECT [DISK]      libbpf loads and attaches values.bpf.o: maps by name, a constant set before loading, the ring buffer read
 *   values map NAME|ID [DISK]        another loader has; this is its map of answers
 *   values bcc-libbpf OBJECT         the same for bcc.o, which answers less
 *   values bcc-map NAME|ID
 *
 * DISK is a block device that may be read. Differences are told on standard error; the exit code is 1 when there are any.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include "answers.h"

#define SEAL 0x1122334455667788ull
#define PAGES 8192

static int differences, count_of_records;

static void die(const char *what)
{
	fprintf(stderr, "values: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void same(const char *what, unsigned long long wanted, unsigned long long got)
{
	if (wanted != got) {
		fprintf(stderr, "%s: wanted %llu, got %llu\n", what, wanted, got);
		differences++;
	}
}

static void same_text(const char *what, const char *wanted, const char *got)
{
	if (strcmp(wanted, got)) {
		fprintf(stderr, "%s: wanted '%s', got '%.32s'\n", what, wanted, got);
		differences++;
	}
}

/* The n-th word of /proc/self/stat, from 1; the second is in brackets and may hold blanks. */
static unsigned long long stat_field(int number)
{
	char text[1024] = "", *word;
	int fd = open("/proc/self/stat", O_RDONLY);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		die("/proc/self/stat");
	close(fd);
	word = strrchr(text, ')');
	for (int i = 2; i < number && word; i++)
		word = strchr(word + 1, ' ');
	return word ? strtoull(word + 1, NULL, 10) : 0;
}

static char state_of(pid_t pid)
{
	char path[64], text[1024] = "", *word;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		die(path);
	close(fd);
	word = strrchr(text, ')');
	return word ? word[2] : '?';
}

/* How many lines of /proc/vmstat lie between two counters: they stand in the order of the kernel's enum. */
static unsigned long long lines_between(const char *first, const char *second)
{
	FILE *file = fopen("/proc/vmstat", "r");
	char line[128];
	int at = 0, from = -1, to = -1;

	for (; file && fgets(line, sizeof(line), file); at++) {
		line[strcspn(line, " ")] = 0;
		if (!strcmp(line, first))
			from = at;
		if (!strcmp(line, second))
			to = at;
	}
	if (!file || from < 0 || to < 0)
		die("/proc/vmstat");
	fclose(file);
	return to - from;
}

/* A cgroup of our own, which we enter. Returns its folder, NULL where there is no version 2. */
static char *enter_cgroup(char *folder, size_t size)
{
	FILE *mounts = fopen("/proc/mounts", "r");
	char line[4096], root[1024], kind[64], path[1200];
	int fd, found = 0;

	while (!found && mounts && fgets(line, sizeof(line), mounts))
		found = sscanf(line, "%*s %1023s %63s", root, kind) == 2 && !strcmp(kind, "cgroup2");
	if (mounts)
		fclose(mounts);
	if (!found)
		return NULL;
	snprintf(folder, size, "%s/bpfsharp-core-%d", root, getpid());
	if (mkdir(folder, 0755))
		return NULL;
	snprintf(path, sizeof(path), "%s/cgroup.procs", folder);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, "0", 1) != 1)
		die(path);
	close(fd);
	return folder;
}

/* Leaves it, so that it can be removed. */
static void leave_cgroup(const char *folder)
{
	char path[1200];
	int fd;

	snprintf(path, sizeof(path), "%s/../cgroup.procs", folder);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, "0", 1) != 1)
		die(path);
	close(fd);
	rmdir(folder);
}

static unsigned long long inode_of(const char *folder, const char *relative)
{
	char path[1200];
	struct stat facts;

	snprintf(path, sizeof(path), "%s%s", folder, relative);
	if (stat(path, &facts))
		die(path);
	return facts.st_ino;
}

/* A socket connected to another one of ours. */
static int connect_to_self(int *server)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int client = socket(AF_INET, SOCK_STREAM, 0);

	*server = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(*server, (void *)&address, length) || listen(*server, 1) || getsockname(*server, (void *)&address, &length) || connect(client, (void *)&address, length))
		die("a socket");
	return client;
}

/* Past the page cache, so that the kernel makes a request. */
static int read_disk(const char *path, struct stat *facts)
{
	int fd = open(path, O_RDONLY | O_DIRECT);
	void *room = NULL;

	if (fd < 0 || posix_memalign(&room, 4096, 4096) || read(fd, room, 4096) != 4096 || fstat(fd, facts))
		die(path);
	free(room);
	close(fd);
	return 0;
}

static void pin_to_last_cpu(unsigned long long *cpu)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		die("sched_getaffinity");
	for (int i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &set))
			*cpu = i;
	CPU_ZERO(&set);
	CPU_SET(*cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("sched_setaffinity");
}

static void compare_types(const struct answers *answers)
{
	struct btf *kernel = btf__load_vmlinux_btf();
	struct utsname name;
	int task, major = 0, minor = 0, patch = 0;

	if (!kernel)
		die("the kernel's BTF");
	task = btf__find_by_name_kind(kernel, "task_struct", BTF_KIND_STRUCT);
	same("sizeof(struct task_struct)", btf__type_by_id(kernel, task)->size, answers->task_bytes);
	same("struct bpf_arena", btf__find_by_name_kind(kernel, "bpf_arena", BTF_KIND_STRUCT) > 0, answers->has_arena_struct);
	btf__free(kernel);
	uname(&name);
	sscanf(name.release, "%d.%d.%d", &major, &minor, &patch);
	/* distributions count patches in other places of the release, so only the first two numbers are sure */
	same("LINUX_KERNEL_VERSION", (major << 8) + minor, answers->kernel >> 8);
	same("width of the state", major > 5 || (major == 5 && minor >= 14) ? 4 : 8, answers->state_bytes);
	same("BPF_MAP_TYPE_ARENA", major > 6 || (major == 6 && minor >= 9) ? 33 : 0, answers->has_arena_type);
	same("NR_WRITTEN - NR_INACTIVE_ANON", lines_between("nr_inactive_anon", "nr_written"), answers->written);
	same("sizeof(task_struct.comm)", 16, answers->comm_bytes);
	same("a field by a flavour", 1, answers->has_flavour);
	same("a field that never was", 0, answers->has_nothing);
	same("a type that matches", 1, answers->matches);
	same("a type that does not match", 0, answers->matches_not);
}

/* In a child, so that the parent sleeps in wait(2), in a state known here. */
static int ask(int map, const char *disk, int is_bcc)
{
	struct sockaddr_in own, peer;
	socklen_t own_length = sizeof(own), peer_length = sizeof(peer);
	struct sched_param priority = { 0 };
	struct answers answers = { 0 };
	struct stat file, disk_facts = { 0 };
	char cgroup[1100], *folder;
	unsigned long long cpu = 0, ticks = sysconf(_SC_CLK_TCK);
	int zero = 0, server, client, fd, error;
	volatile char *memory;

	while (state_of(getppid()) != 'S')
		usleep(1000);
	pin_to_last_cpu(&cpu);
	prctl(PR_SET_NAME, "core values");
	if (sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &priority))
		die("sched_setscheduler");
	memory = mmap(NULL, PAGES * 4096l, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	madvise((void *)memory, PAGES * 4096l, MADV_NOHUGEPAGE);
	for (long i = 0; i < PAGES; i++)
		memory[i * 4096] = 1;
	client = connect_to_self(&server);
	getsockname(client, (void *)&own, &own_length);
	getpeername(client, (void *)&peer, &peer_length);
	fd = open("/proc/self/exe", O_RDONLY);
	if (fd < 0 || fstat(fd, &file))
		die("/proc/self/exe");
	folder = enter_cgroup(cgroup, sizeof(cgroup));
	if (disk)
		read_disk(disk, &disk_facts);
	if (setresuid(-1, 4321, 0))
		die("setresuid");

	prctl(ASKING, fd, client, 0, 0);

	if (setresuid(-1, 0, 0))
		die("setresuid");
	error = bpf_map_lookup_elem(map, &zero, &answers);
	if (error)
		die("the answers");
	same("tgid", getpid(), answers.tgid);
	same("pid", getpid(), answers.pid);
	same("parent", getppid(), answers.parent);
	same("start", stat_field(22), answers.start_ns / (1000000000 / ticks));
	same("uid", getuid(), answers.uid);
	same("reset on fork", 1, answers.resets_on_fork);
	same_text("comm", "core values", answers.comm);
	same("inode", file.st_ino, answers.inode);
	same("mode", file.st_mode, answers.mode);
	same("size", file.st_size, answers.size);
	same("port", ntohs(own.sin_port), answers.port);
	same("peer's port", peer.sin_port, answers.peer_port);
	same("peer's address", peer.sin_addr.s_addr, answers.peer_address);
	same("family", AF_INET, answers.family);
	if (folder) {
		same("cgroup", inode_of(folder, ""), answers.cgroup);
		if (!is_bcc)
			same("cgroup's parent", inode_of(folder, "/.."), answers.cgroup_parent);
		same_text("cgroup's name", strrchr(folder, '/') + 1, answers.cgroup_name);
		leave_cgroup(folder);
	}
	if (disk) {
		same("disk's major", major(disk_facts.st_rdev), answers.device_major);
		same("disk's minor", minor(disk_facts.st_rdev), answers.device_minor);
	}
	if (!is_bcc) {
		same("cpu", cpu, answers.cpu);
		/* what /proc shows of it; newer kernels have more bits */
		same("state of the parent", 1 /* TASK_INTERRUPTIBLE */, answers.state & 0x7f);
		same("time of modification", file.st_mtime, answers.modified);
		if (answers.pages < PAGES - 512 || answers.pages > PAGES + 2048) {
			fprintf(stderr, "anonymous pages: wanted about %d, got %llu\n", PAGES, answers.pages);
			differences++;
		}
		compare_types(&answers);
	}
	return differences ? 1 : 0;
}

static int on_record(void *context, void *data, size_t size)
{
	struct asked *record = data;

	same("size of a record", sizeof(*record), size);
	if ((pid_t)record->tgid == *(pid_t *)context) {
		count_of_records++;
		same("the constant", SEAL, record->seal);
	}
	return 0;
}

static int by_libbpf(const char *path, struct bpf_object **object)
{
	struct bpf_program *program;
	struct bpf_map *map, *constants;
	unsigned long long seal = SEAL;

	*object = bpf_object__open_file(path, NULL);
	if (libbpf_get_error(*object))
		die(path);
	/* the constant is the object's only one */
	constants = bpf_object__find_map_by_name(*object, ".rodata");
	if (constants && bpf_map__set_initial_value(constants, &seal, sizeof(seal)))
		die(".rodata");
	if (bpf_object__load(*object))
		die("load");
	bpf_object__for_each_program(program, *object)
		if (libbpf_get_error(bpf_program__attach(program)))
			die(bpf_program__name(program));
	map = bpf_object__find_map_by_name(*object, "core_answers");
	return map ? bpf_map__fd(map) : -1;
}

/* The newest map of a name; a number is an id. */
static int by_name(const char *name)
{
	unsigned int id = 0, length, found = strtoul(name, NULL, 10);
	int is_id = found != 0, fd;

	while (!is_id && !bpf_map_get_next_id(id, &id)) {
		struct bpf_map_info info = { 0 };

		length = sizeof(info);
		fd = bpf_map_get_fd_by_id(id);
		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &length) && !strcmp(info.name, name))
			found = id;
		close(fd);
	}
	return found ? bpf_map_get_fd_by_id(found) : -1;
}

int main(int argc, char **argv)
{
	struct bpf_object *object = NULL;
	struct bpf_map *records;
	struct ring_buffer *ring;
	const char *mode;
	int map, status = 2, is_bcc;
	pid_t child;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: values [bcc-]libbpf OBJECT [DISK] | values [bcc-]map NAME|ID [DISK]\n");
		return 2;
	}
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
	is_bcc = !strncmp(argv[1], "bcc-", 4);
	mode = argv[1] + (is_bcc ? 4 : 0);
	map = strcmp(mode, "libbpf") ? by_name(argv[2]) : by_libbpf(argv[2], &object);
	if (map < 0)
		die("no map of answers");
	child = fork();
	if (child == 0)
		exit(ask(map, argv[3], is_bcc));
	if (child < 0 || waitpid(child, &status, 0) != child)
		die("a child");
	records = object && !is_bcc ? bpf_object__find_map_by_name(object, "asked") : NULL;
	if (records) {
		ring = ring_buffer__new(bpf_map__fd(records), on_record, &child, NULL);
		if (!ring || ring_buffer__consume(ring) < 0)
			die("the ring buffer");
		same("records", 1, count_of_records);
		ring_buffer__free(ring);
	} else if (object && !is_bcc) {
		die("no ring buffer");
	}
	bpf_object__close(object);
	if (!WIFEXITED(status) || WEXITSTATUS(status) || differences)
		return 1;
	puts("every value is right");
	return 0;
}
