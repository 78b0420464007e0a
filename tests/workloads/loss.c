/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection attempt over a pair of veth devices between two network namespaces, where netem loses every packet: the first SYN is sent again COUNT
 * times, then the kernel gives up. Nothing of the machine's own network is touched: both namespaces are new and go with the process.
 */
#include "workload.h"
#include "netlink.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/veth.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/socket.h>

static const unsigned char neighbour[6] = { 2, 0, 0, 0, 0, 2 };

static void must(struct request *request, const char *what)
{
	int error = ask(request);

	if (error) {
		errno = -error;
		fail(what);
	}
}

/* A pair named near and far; the far end is born in the other namespace. */
static void make_pair(int other_namespace)
{
	struct ifinfomsg link = { .ifi_family = AF_UNSPEC };
	struct request request;
	struct rtattr *info, *data, *peer;
	int error;

	begin(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &link, sizeof(link));
	attribute(&request, IFLA_IFNAME, "near", 5);
	info = nest(&request, IFLA_LINKINFO);
	attribute(&request, IFLA_INFO_KIND, "veth", 4);
	data = nest(&request, IFLA_INFO_DATA);
	peer = nest(&request, VETH_INFO_PEER);
	memcpy((char *)peer + RTA_LENGTH(0), &link, sizeof(link));
	request.head.nlmsg_len += NLMSG_ALIGN(sizeof(link));
	attribute(&request, IFLA_IFNAME, "far", 4);
	attribute(&request, IFLA_ADDRESS, neighbour, sizeof(neighbour));
	attribute(&request, IFLA_NET_NS_FD, &other_namespace, sizeof(other_namespace));
	nest_end(&request, peer);
	nest_end(&request, data);
	nest_end(&request, info);
	error = ask(&request);
	if (error == -EOPNOTSUPP)
		absent("veth devices (CONFIG_VETH)");
	if (error) {
		errno = -error;
		fail("veth");
	}
}

static void raise_device(const char *name, const char *address)
{
	struct ifinfomsg link = { .ifi_index = if_nametoindex(name), .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct ifaddrmsg own = { .ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = link.ifi_index };
	struct in_addr number;
	struct request request;

	inet_pton(AF_INET, address, &number);
	begin(&request, RTM_NEWADDR, NLM_F_CREATE, &own, sizeof(own));
	attribute(&request, IFA_LOCAL, &number, sizeof(number));
	attribute(&request, IFA_ADDRESS, &number, sizeof(number));
	must(&request, "address");
	begin(&request, RTM_NEWLINK, 0, &link, sizeof(link));
	must(&request, "link up");
}

/* The far end is known beforehand: a lost question for its address would keep the SYN from being sent at all. */
static void know_neighbour(const char *address)
{
	struct ndmsg entry = { .ndm_family = AF_INET, .ndm_ifindex = if_nametoindex("near"), .ndm_state = NUD_PERMANENT };
	struct in_addr number;
	struct request request;

	inet_pton(AF_INET, address, &number);
	begin(&request, RTM_NEWNEIGH, NLM_F_CREATE, &entry, sizeof(entry));
	attribute(&request, NDA_DST, &number, sizeof(number));
	attribute(&request, NDA_LLADDR, neighbour, sizeof(neighbour));
	must(&request, "neighbour");
}

static void lose_everything(void)
{
	struct tcmsg discipline = { .tcm_ifindex = if_nametoindex("near"), .tcm_handle = 1 << 16, .tcm_parent = TC_H_ROOT };
	struct tc_netem_qopt netem = { .limit = 100, .loss = ~0u };
	struct request request;
	int error;

	begin(&request, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, &discipline, sizeof(discipline));
	attribute(&request, TCA_KIND, "netem", 6);
	attribute(&request, TCA_OPTIONS, &netem, sizeof(netem));
	error = ask(&request);
	if (error == -ENOENT)
		absent("netem (CONFIG_NET_SCH_NETEM)");
	if (error) {
		errno = -error;
		fail("netem");
	}
}

int lose_packets(char **arguments)
{
	int count = number_of(arguments, 0, 1);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(number_of(arguments, 1, 7)) };
	int near, far, client;

	if (unshare(CLONE_NEWNET))
		fail("unshare");
	far = open("/proc/self/ns/net", O_RDONLY);
	if (unshare(CLONE_NEWNET))
		fail("unshare");
	near = open("/proc/self/ns/net", O_RDONLY);
	make_pair(far);
	raise_device("near", "10.111.0.1");
	setns(far, CLONE_NEWNET);
	raise_device("far", "10.111.0.2");
	setns(near, CLONE_NEWNET);
	know_neighbour("10.111.0.2");
	lose_everything();

	/* From 6.5 on a few more are sent than asked for; older kernels have no such setting. */
	put("/proc/sys/net/ipv4/tcp_syn_linear_timeouts", "0");
	client = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(client, IPPROTO_TCP, TCP_SYNCNT, &count, sizeof(count));
	inet_pton(AF_INET, "10.111.0.2", &address.sin_addr);
	if (!connect(client, (void *)&address, sizeof(address)) || errno != ETIMEDOUT)
		fail("connect, which should have timed out");
	fact("retransmits", count);
	return 0;
}
