/* SPDX-License-Identifier: Apache-2.0 */
/* See netlink.h. */
#include "workload.h"
#include "netlink.h"
#include <sys/socket.h>

static void *tail_of(struct request *request) { return (char *)request + NLMSG_ALIGN(request->head.nlmsg_len); }

void begin(struct request *request, int type, int flags, const void *header, int length)
{
	memset(request, 0, sizeof(*request));
	request->head.nlmsg_len = NLMSG_LENGTH(length);
	request->head.nlmsg_type = type;
	request->head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	memcpy(NLMSG_DATA(&request->head), header, length);
}

void attribute(struct request *request, int type, const void *value, int length)
{
	struct rtattr *at = tail_of(request);

	at->rta_type = type;
	at->rta_len = RTA_LENGTH(length);
	if (length)
		memcpy(RTA_DATA(at), value, length);
	request->head.nlmsg_len = NLMSG_ALIGN(request->head.nlmsg_len) + RTA_ALIGN(at->rta_len);
}

struct rtattr *nest(struct request *request, int type)
{
	struct rtattr *at = tail_of(request);

	attribute(request, type, NULL, 0);
	return at;
}

void nest_end(struct request *request, struct rtattr *nested) { nested->rta_len = (char *)tail_of(request) - (char *)nested; }

int ask(struct request *request)
{
	/* A socket a request: each belongs to the namespace the process is in. */
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	char answer[2048] __attribute__((aligned(4)));
	const struct nlmsghdr *head = (void *)answer;

	if (fd < 0 || send(fd, request, request->head.nlmsg_len, 0) < 0 || recv(fd, answer, sizeof(answer), 0) < (int)NLMSG_LENGTH(sizeof(struct nlmsgerr)))
		fail("netlink");
	close(fd);
	return head->nlmsg_type == NLMSG_ERROR ? ((struct nlmsgerr *)NLMSG_DATA(head))->error : 0;
}
