/* SPDX-License-Identifier: Apache-2.0 */
/* Connections over the loopback, each accepted. */
#include "workload.h"
#include <arpa/inet.h>
#include <sys/socket.h>

int connect_to_self(char **arguments)
{
	int count = number_of(arguments, 0, 1), port = number_of(arguments, 1, 0);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(server, (void *)&address, sizeof(address)) || listen(server, 16) || getsockname(server, (void *)&address, &length))
		fail("listen");
	fact("port", ntohs(address.sin_port));
	for (int i = 0; i < count; i++) {
		int client = socket(AF_INET, SOCK_STREAM, 0);

		if (connect(client, (void *)&address, sizeof(address)))
			fail("connect");
		close(accept(server, NULL, NULL));
		close(client);
	}
	return 0;
}
