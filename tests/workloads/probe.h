/* SPDX-License-Identifier: Apache-2.0 */
/* Static probes for user space: a nop, and a note that says where it is and where its arguments are. */
#ifndef PROBE_H
#define PROBE_H

#define PROBE_NOTE(PROVIDER, NAME, SEMAPHORE, OPERANDS)                               \
	"990:	nop\n"                                                                \
	"	.pushsection .note.stapsdt,\"\",@note\n"                              \
	"	.balign 4\n"                                                          \
	"	.4byte 992f - 991f, 994f - 993f, 3\n"                                 \
	"991:	.asciz \"stapsdt\"\n"                                                 \
	"992:	.balign 4\n"                                                          \
	"993:	.8byte 990b, _.stapsdt.base, " SEMAPHORE "\n"                         \
	"	.asciz \"" PROVIDER "\"\n"                                            \
	"	.asciz \"" NAME "\"\n"                                                \
	"	.asciz \"" OPERANDS "\"\n"                                            \
	"994:	.balign 4\n"                                                          \
	"	.popsection\n"                                                        \
	"	.ifndef _.stapsdt.base\n"                                             \
	"	.pushsection .stapsdt.base,\"aG\",@progbits,.stapsdt.base,comdat\n"   \
	"	.weak _.stapsdt.base\n"                                               \
	"	.hidden _.stapsdt.base\n"                                             \
	"_.stapsdt.base:	.space 1\n"                                           \
	"	.size _.stapsdt.base, 1\n"                                            \
	"	.popsection\n"                                                        \
	"	.endif\n"

/* An int, a long and a pointer, wherever the compiler has them. */
#define PROBE3(PROVIDER, NAME, SEMAPHORE, A, B, C) \
	__asm__ volatile(PROBE_NOTE(PROVIDER, NAME, SEMAPHORE, "-4@%k[a] -8@%[b] 8@%[c]") : : [a] "nor"((int)(A)), [b] "nor"((long)(B)), [c] "nor"(C))

/* A semaphore counts the tracers of a probe; they raise it in the memory of the process. */
#define PROBE_SEMAPHORE(NAME) volatile unsigned short NAME __attribute__((section(".probes"), used))

#endif
