// SPDX-License-Identifier: Apache-2.0
// What libbpf makes of an object file; the other side of eng/compare-loaders and of the loading benchmark.
//
//   libbpf-host verdicts FILE         a line per program: name, "loaded" or the negative errno, libbpf's first complaint (tabs between)
//   libbpf-host times FILE [SKIP…]    for each line read: opens, loads and closes the object without the programs SKIP; answers microseconds, or -errno
//
// Each program is loaded from a fresh copy of the object. Nothing is pinned or attached. Sizes that a tool gives at run time get small values.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char complaint[512];

static int keep_first_complaint(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level == LIBBPF_WARN && !complaint[0])
		vsnprintf(complaint, sizeof(complaint), format, arguments);
	return 0;
}

static void settle(struct bpf_object *object, int wants_struct_ops)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object) {
		bpf_map__set_pin_path(map, NULL);
		switch ((int)bpf_map__type(map)) {
		case BPF_MAP_TYPE_STRUCT_OPS:
			if (!wants_struct_ops)
				bpf_map__set_autocreate(map, false);
			break;
		case BPF_MAP_TYPE_SK_STORAGE:
		case BPF_MAP_TYPE_TASK_STORAGE:
		case BPF_MAP_TYPE_INODE_STORAGE:
		case BPF_MAP_TYPE_CGROUP_STORAGE:
		case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
		case 32: /* BPF_MAP_TYPE_CGRP_STORAGE, newer than some headers */
			break;
		case BPF_MAP_TYPE_RINGBUF:
		case 31: /* BPF_MAP_TYPE_USER_RINGBUF */
			if (!bpf_map__max_entries(map))
				bpf_map__set_max_entries(map, 256 * 1024);
			break;
		case BPF_MAP_TYPE_STACK_TRACE:
			if (!bpf_map__value_size(map))
				bpf_map__set_value_size(map, 127 * 8);
			/* fall through */
		default:
			if (!bpf_map__max_entries(map) && bpf_map__type(map) != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
				bpf_map__set_max_entries(map, 1);
		}
	}
}

static struct bpf_object *open_object(const char *path)
{
	struct bpf_object *object;

	complaint[0] = 0;
	errno = 0;
	object = bpf_object__open_file(path, NULL);
	return libbpf_get_error(object) ? NULL : object;
}

static void answer(const char *name, int result)
{
	complaint[strcspn(complaint, "\n")] = 0;
	for (char *c = complaint; *c; c++)
		if (*c == '\t')
			*c = ' ';
	if (result)
		printf("%s\t%d\t%s\n", name, result, complaint);
	else
		printf("%s\tloaded\t\n", name);
}

static void load_alone(const char *path, const char *name)
{
	struct bpf_object *object = open_object(path);
	struct bpf_program *program;
	int is_struct_ops = 0, result;

	if (!object) {
		answer(name, -errno);
		return;
	}
	bpf_object__for_each_program(program, object) {
		int is_it = !strcmp(bpf_program__name(program), name);

		bpf_program__set_autoload(program, is_it);
		if (is_it)
			is_struct_ops = bpf_program__type(program) == BPF_PROG_TYPE_STRUCT_OPS;
	}
	settle(object, is_struct_ops);
	result = bpf_object__load(object);
	/* the program is in; only its neighbours of the program array are not */
	if (result == -EBADF && strstr(complaint, "failed to initialize slot"))
		result = 0;
	answer(name, result);
	bpf_object__close(object);
}

static int verdicts(const char *path)
{
	struct bpf_object *object = open_object(path);
	struct bpf_program *program;

	if (!object) {
		answer("*", -errno);
		return 0;
	}
	bpf_object__for_each_program(program, object)
		load_alone(path, bpf_program__name(program));
	bpf_object__close(object);
	return 0;
}

static long long microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static long long load_once(const char *path, char **skipped, int count)
{
	long long start = microseconds();
	struct bpf_object *object = open_object(path);
	int result;

	if (!object)
		return -errno;
	for (int i = 0; i < count; i++) {
		struct bpf_program *program = bpf_object__find_program_by_name(object, skipped[i]);

		if (program)
			bpf_program__set_autoload(program, false);
	}
	settle(object, 1);
	result = bpf_object__load(object);
	bpf_object__close(object);
	return result ? result : microseconds() - start;
}

int main(int argc, char **argv)
{
	char line[16];

	libbpf_set_print(keep_first_complaint);
	if (argc == 3 && !strcmp(argv[1], "verdicts"))
		return verdicts(argv[2]);
	if (argc < 3 || strcmp(argv[1], "times")) {
		fprintf(stderr, "usage: libbpf-host verdicts FILE | times FILE [SKIP...]\n");
		return 2;
	}
	while (fgets(line, sizeof(line), stdin)) {
		printf("%lld\n", load_once(argv[2], argv + 3, argc - 3));
		fflush(stdout);
	}
	return 0;
}
