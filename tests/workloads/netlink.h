/* SPDX-License-Identifier: Apache-2.0 */
/* Just enough of rtnetlink: requests with attributes that may nest, each answered before the next. */
#ifndef NETLINK_H
#define NETLINK_H
#include <linux/rtnetlink.h>

struct request {
	struct nlmsghdr head;
	char rest[1024];
};

/* Begins a request of that type; header is the fixed part behind the netlink header. */
void begin(struct request *request, int type, int flags, const void *header, int length);
void attribute(struct request *request, int type, const void *value, int length);
struct rtattr *nest(struct request *request, int type);
void nest_end(struct request *request, struct rtattr *nested);
/* Sends it and takes the answer: 0, or the error as a negative number. */
int ask(struct request *request);

#endif
