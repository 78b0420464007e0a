/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program with static probes (USDT). Prints its process, then for each line it reads hits the probes of round i = 1, 2, … and prints the semaphore.
 * The notes are of the SystemTap project's format, written out here so that no header of theirs is needed.
 */
#include <stdio.h>
#include <unistd.h>

#ifdef LIBRARY
#define SEMAPHORE "0"
#else
#define SEMAPHORE "bpfsharp_semaphore"
/* the kernel raises it while somebody is attached */
__attribute__((section(".probes"))) volatile unsigned short bpfsharp_semaphore;
#endif

#define PROBE(name, semaphore, arguments, ...)                                                     \
	__asm__ volatile("990: nop\n"                                                              \
		".pushsection .note.stapsdt,\"\",\"note\"\n"                                        \
		".balign 4\n"                                                                      \
		".4byte 992f - 991f, 994f - 993f, 3\n"                                             \
		"991: .asciz \"stapsdt\"\n"                                                        \
		"992: .balign 4\n"                                                                 \
		"993: .8byte 990b\n"                                                               \
		".8byte _.stapsdt.base\n"                                                          \
		".8byte " semaphore "\n"                                                           \
		".asciz \"bpfsharp\"\n"                                                            \
		".asciz \"" name "\"\n"                                                            \
		".asciz \"" arguments "\"\n"                                                       \
		"994: .balign 4\n"                                                                 \
		".popsection\n"                                                                    \
		".ifndef _.stapsdt.base\n"                                                         \
		".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n"            \
		".weak _.stapsdt.base\n"                                                           \
		".hidden _.stapsdt.base\n"                                                         \
		"_.stapsdt.base: .space 1\n"                                                       \
		".size _.stapsdt.base, 1\n"                                                        \
		".popsection\n"                                                                    \
		".endif\n" : : __VA_ARGS__)

static int in_memory;
int table[8];

/* registers whole and in part, a constant, memory by register, by name and by index */
__attribute__((noinline)) static void hit_many(long i)
{
	int on_stack = -i;
	int *elements = table;
	long five = 5;

	in_memory = i * 1000;
	table[5] = i * 7;
	PROBE("many", SEMAPHORE, "8@%%rdi -4@%%esi 1@$77 -4@%2 -4@%3 2@%%dx -4@(%4,%5,4)", "D"(i), "S"((int)-i * 2), "m"(on_stack), "m"(in_memory), "r"(elements), "r"(five),
		"d"(0xf0000l + i));
}

/* one probe in two places, whose arguments lie apart */
__attribute__((noinline)) static void hit_twice(long i)
{
	PROBE("twice", "0", "8@%%rdi", "D"(i));
	PROBE("twice", "0", "8@%%rcx", "c"(i + 100));
}

void bpfsharp_rounds(void)
{
	for (long i = 1; getchar() != EOF; i++) {
		hit_many(i);
		hit_twice(i);
#ifdef LIBRARY
		printf("done\n");
#else
		printf("%d\n", bpfsharp_semaphore);
#endif
		fflush(stdout);
	}
}

#ifndef LIBRARY
int main(void)
{
	printf("%d\n", getpid());
	fflush(stdout);
	bpfsharp_rounds();
	return 0;
}
#endif
