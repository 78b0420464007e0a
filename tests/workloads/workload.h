/* SPDX-License-Identifier: Apache-2.0 */
/* The workloads: each does one thing an exact number of times, for probes to count. One file an idea; main.c lists them. */
#ifndef WORKLOAD_H
#define WORKLOAD_H
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* What a workload that this machine cannot run ends with: tests skip, with the line it wrote. */
enum { ABSENT = 77 };

/* The arguments behind the name, ended by NULL; a missing one reads as "" or as the default. */
const char *text_of(char **arguments, int index);
int number_of(char **arguments, int index, int otherwise);

/* Says something the caller compares with, as "name value". */
void fact(const char *name, long value);

/* Ends the workload: its own failure with errno's text, or what the machine lacks. */
void fail(const char *what) __attribute__((noreturn));
void absent(const char *what) __attribute__((noreturn));

/* Writes a text to a file that is there, as echo would; nonzero when refused. */
int put(const char *path, const char *text);

/* Forks a child that runs what is given and ends; waits for it and gives its status. */
int in_child(void (*run)(void *), void *argument);

/* Workloads; see the table of main.c for their arguments. */
int open_files(char **arguments);
int exec_children(char **arguments);
int call_function(char **arguments);
int get_session(char **arguments);
int sleep_often(char **arguments);
int fault_pages(char **arguments);
int connect_to_self(char **arguments);
int lose_packets(char **arguments);
int write_blocks(char **arguments);
int press_memory(char **arguments);
int run_out_of_memory(char **arguments);
int send_signals(char **arguments);
int mount_often(char **arguments);
int share_processor(char **arguments);
int type_into_bash(char **arguments);
int talk_tls(char **arguments);
int resolve_names(char **arguments);
int hit_static_probes(char **arguments);

#endif
